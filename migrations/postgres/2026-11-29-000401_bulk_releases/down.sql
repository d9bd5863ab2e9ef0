DROP TABLE bulk_releases;
