"""Children found at their beginning: registered quickly (``quick``), assessed (``definitions``), captured offline
(``service.capture``)."""
