"""The customer-value cockpit's core: facts in, honest answers out, no screen in sight below floor 3."""
