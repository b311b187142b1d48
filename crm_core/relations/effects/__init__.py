"""What a difference may be called: adjustment methods as pure functions, and the grades of evidence they allow."""
