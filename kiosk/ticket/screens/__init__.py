"""What a shopper says, and the service desk."""
