"""Brings children found alone together with the families who look for them."""
