"""A shopper before a real kiosk, by finger and hand scanner alone, and a colleague's tablet that takes over the bag."""
