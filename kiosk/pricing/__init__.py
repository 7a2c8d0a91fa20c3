"""What things cost: the price book, the rules in it, taxes, coupons, and the reason of every price."""
