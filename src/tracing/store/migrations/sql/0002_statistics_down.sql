DROP TABLE casework.statistics_cells;
DROP TABLE casework.statistics_publications;
DROP TABLE casework.statistics_months;
