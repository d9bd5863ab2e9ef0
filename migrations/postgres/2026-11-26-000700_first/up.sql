-- 先に: since which day a case comes before all others, as somebody who spreads the work has said.
ALTER TABLE cases ADD COLUMN first_on DATE;
