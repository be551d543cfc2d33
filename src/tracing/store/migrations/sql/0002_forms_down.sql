-- Release 2, forms.
DROP TABLE casework.captures;
DROP TABLE casework.definitions;
