"""Tests: unit, integration, browser, architecture, and the kit they share."""
