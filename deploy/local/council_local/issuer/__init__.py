"""A development issuer (OpenID Connect) with demo users and no passwords. It refuses to start in production."""
