DROP TABLE likenesses;
