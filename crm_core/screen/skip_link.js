/* The first stop of the keyboard leads past the menu, which is longer than thirty stops. It stands outside of what Streamlit draws. */
(words => {
    let link = document.getElementById("skip-link");
    if (!link) {
        link = document.createElement("a");
        link.id = "skip-link";
        link.href = "#";
        link.addEventListener("click", press => {
            press.preventDefault();
            const page = document.querySelector('[data-testid="stMain"]');
            page.tabIndex = -1;
            page.focus();
        });
        document.body.prepend(link);
    }
    link.textContent = words;
})
