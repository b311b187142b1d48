"""Words that stand in the examples' data: invented people and firms, Turkish regions, sectors, products, channels.

Data text, not interface text: it is the same in every language of the screen. Nobody here exists.
"""

FIRST_NAMES_WOMEN = (
    "Ayşe",
    "Zeynep",
    "Elif",
    "Fatma",
    "Merve",
    "İpek",
    "Gülşen",
    "Selin",
    "Derya",
    "Nuray",
    "Çiğdem",
    "Irmak",
    "Sevgi",
    "Özlem",
    "Yasemin",
    "Burcu",
    "Hatice",
    "Ebru",
    "Dilek",
    "Şule",
)
FIRST_NAMES_MEN = (
    "Mehmet",
    "Ahmet",
    "Mustafa",
    "İsmail",
    "Hüseyin",
    "Emre",
    "Burak",
    "Kerem",
    "Oğuz",
    "Tolga",
    "Serkan",
    "Uğur",
    "Yusuf",
    "Çağlar",
    "Ilgaz",
    "Ömer",
    "Şükrü",
    "Volkan",
    "Barış",
    "Cem",
)
SURNAMES = (
    "Yılmaz",
    "Kaya",
    "Demir",
    "Çelik",
    "Şahin",
    "Yıldız",
    "Öztürk",
    "Aydın",
    "Arslan",
    "Doğan",
    "Kılıç",
    "Işık",
    "Çetin",
    "Koç",
    "Kurt",
    "Özkan",
    "Şimşek",
    "Polat",
    "Güneş",
    "Aksoy",
    "Taş",
    "Erdoğdu",
    "Uçar",
    "Bozkurt",
    "Ateş",
    "Irmak",
    "İnce",
    "Sarı",
    "Tunç",
    "Ünal",
)
SECTORS = {
    "Gıda": "Gıda",
    "İnşaat": "İnşaat",
    "Tekstil": "Tekstil",
    "Sağlık": "Medikal",
    "Turizm": "Turizm",
    "Otomotiv": "Otomotiv",
    "Eğitim": "Eğitim",
    "Perakende": "Ticaret",
}
SECTOR_SHARES = (0.17, 0.15, 0.13, 0.12, 0.11, 0.10, 0.08, 0.14)
REGIONS = {
    "Marmara": 0.38,
    "İç Anadolu": 0.18,
    "Ege": 0.16,
    "Akdeniz": 0.12,
    "Karadeniz": 0.07,
    "Güneydoğu Anadolu": 0.05,
    "Doğu Anadolu": 0.04,
}
BRANCHES = {
    "Marmara": ("İstanbul Avrupa", "İstanbul Anadolu", "Bursa"),
    "İç Anadolu": ("Ankara",),
    "Ege": ("İzmir",),
    "Akdeniz": ("Antalya",),
    "Karadeniz": ("Samsun",),
    "Güneydoğu Anadolu": ("Gaziantep",),
    "Doğu Anadolu": ("Erzurum",),
}
LARGE, SMALL = "Büyük", "Küçük"
ACQUISITION = {
    "Tavsiye": (0.15, 1250.0),
    "Saha": (0.25, 3000.0),
    "Dijital": (0.35, 900.0),
    "Fuar": (0.10, 4500.0),
    "Kampanya": (0.15, 750.0),
}
REFERRAL = "Tavsiye"
PRODUCTS = {
    "Ambalaj": ("Karton koli", "Streç film", "Koli bandı"),
    "Temizlik": ("Yüzey temizleyici", "Kağıt havlu", "El sabunu"),
    "Kırtasiye": ("Fotokopi kağıdı", "Klasör", "Yazıcı toneri"),
    "Elektrik": ("LED ampul", "Uzatma kablosu", "Pil paketi"),
    "Hırdavat": ("Matkap ucu", "Vida seti", "İş eldiveni"),
    "İkram": ("Filtre kahve", "Çay", "İçme suyu"),
}
SALES_CHANNELS = {"Saha satış": 0.35, "İnternet": 0.40, "Telefon": 0.15, "Mağaza": 0.10}
PRODUCTION = "Üretim"
DEPARTMENTS = ("Satış", PRODUCTION, "Lojistik", "Muhasebe", "Satış Sonrası Hizmetler")
ROOT_CAUSES = {
    "Teslimat gecikmesi": 0.34,
    "Ürün kusuru": 0.24,
    "Fatura hatası": 0.16,
    "Eksik ürün": 0.12,
    "Fiyat farkı": 0.08,
    "İlgisizlik": 0.06,
}
ROOT_CAUSES_IN_CRISIS = (0.62, 0.14, 0.08, 0.10, 0.03, 0.03)
SUBJECTS = {"Bilgi verme": 0.4, "Teklif": 0.3, "Hatır sorma": 0.3}
SERVICES = {"Kurulum": 0.3, "Bakım": 0.3, "Kullanım desteği": 0.4}
PROMISES = {"Teslim tarihi": 0.5, "Geri arama": 0.3, "Fiyat sözü": 0.2}
PROGRAMME = "Birebir İlgi Programı"
COMPETITORS = ("Anka Tedarik", "Poyraz Toptan")
EXPECTATIONS = (
    "Karşılık görebilme",
    "Takip",
    "Bilgili çalışanlar",
    "Sürpriz yokluğu",
    "Çabukluk",
    "Tutarlılık",
    "Sözlerin tutulması",
    "İletişim",
    "Anlayış",
    "Ulaşılabilirlik",
    "Güven",
    "Birebir etkileşim",
)
CORE_JOB = ("Ürün kalitesi", "Teslimat", "Faturalama")
EXPECTED = "|beklenti"
INDEX_ITEMS = ("Memnuniyet|genel", "Memnuniyet|beklentiye göre", "Memnuniyet|ideale göre")
COMMENTS_HAPPY = ("Siparişim zamanında geldi.", "İlginizden memnunum.", "Sorunum hemen çözüldü.")
COMMENTS_MIXED = ("Genel olarak iyi.", "Fiyatlar biraz yüksek.", "Teslimat bazen uzuyor.")
COMMENTS_UNHAPPY = ("Kimse geri dönmedi.", "Söz verilen tarihte gelmedi.", "Fatura yine yanlıştı.")
