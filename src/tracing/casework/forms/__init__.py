"""Forms, each declared once as a list of fields (``form``): as JSON Schema (``schema``), checked (``check``), on paper
(``service.forms.blank``)."""
