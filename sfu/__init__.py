"""The selective forwarding unit: packets, publications, subscriptions and audiences."""
