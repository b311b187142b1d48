-- One row for the customer as its sheet describes the person: personal data, asked only when a reader reveals them.
select name, email, phone, birth_year, gender, consent_email, consent_sms, consent_call
from customers
where customer_key = $customer_key
