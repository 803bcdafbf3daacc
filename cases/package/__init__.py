"""The sealed package of a referral: making it, and checking it anywhere without the desk."""
