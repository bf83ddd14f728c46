"""The demo's consultations: texts in `consultations/`, people in `people.toml`, and what loads them."""
