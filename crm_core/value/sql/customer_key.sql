-- One row for the external customer with the number $customer; none where nobody has it.
select customer_key from customer where customer_id = $customer and customer_type = 'external'
