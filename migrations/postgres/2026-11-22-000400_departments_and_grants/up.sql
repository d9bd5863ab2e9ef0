-- Departments and wards are ids from now on; their names are data.
CREATE TABLE departments (
    municipality TEXT NOT NULL,
    id TEXT NOT NULL,
    parent TEXT,
    name TEXT NOT NULL,
    easy_name TEXT,
    english_name TEXT,
    PRIMARY KEY (municipality, id),
    FOREIGN KEY (municipality, parent) REFERENCES departments (municipality, id),
    CHECK ((id = 'city') = (parent IS NULL))
);

-- One role in one department and everything below it.
CREATE TABLE grants (
    staff_id TEXT NOT NULL REFERENCES staff (id),
    department TEXT NOT NULL,
    role TEXT NOT NULL
        CHECK (role IN ('clerk', 'approver', 'form-author', 'administrator', 'auditor')),
    municipality TEXT NOT NULL,
    PRIMARY KEY (staff_id, department, role),
    FOREIGN KEY (municipality, department) REFERENCES departments (municipality, id)
);

-- The sentences by which rows named departments until now.
CREATE TABLE former_names (name TEXT NOT NULL PRIMARY KEY, id TEXT NOT NULL);
INSERT INTO former_names (name, id) VALUES
    ('区役所障害高齢課・総合支所保健福祉課', 'shogai-korei'),
    ('区役所保険年金課・総合支所保健福祉課', 'hoken-nenkin'),
    ('区役所戸籍住民課・総合支所税務住民課（郵送事務センター）', 'koseki-jumin-yuso'),
    ('区役所戸籍住民課（郵送事務センター）', 'juminhyo-yuso'),
    ('区役所保育給付課・総合支所保健福祉課', 'hoiku-kyufu'),
    ('区役所戸籍住民課・総合支所税務住民課', 'koseki-jumin'),
    ('区役所戸籍住民課・マイナンバーカードセンター', 'mynumber-card'),
    ('区役所税務会計課・総合支所税務住民課', 'zeimu-kaikei'),
    ('区役所家庭健康課・総合支所保健福祉課', 'katei-kenko'),
    ('区役所税務会計課・固定資産税担当', 'risai-shomei'),
    ('区役所税務会計課・財政局資産課税課', 'kotei-hyoka'),
    ('健康福祉局動物管理センター（アニパル仙台）', 'dobutsu-kanri'),
    ('健康福祉局高齢企画課（区役所障害高齢課・総合支所保健福祉課）', 'korei-kikaku'),
    ('健康福祉局健康政策課・区役所家庭健康課', 'kenko-seisaku'),
    ('健康福祉局障害者支援課・区役所障害高齢課', 'shogai-shien'),
    ('健康福祉局感染症対策室・区役所家庭健康課', 'kansensho-taisaku'),
    ('保健所食品監視センター・区役所衛生課', 'shokuhin-kanshi'),
    ('水道局営業課（お客さまセンター）', 'suido-eigyo'),
    ('こども若者局認定給付課・区役所保育給付課', 'nintei-kyufu-hoiku'),
    ('こども若者局認定給付課', 'nintei-kyufu'),
    ('こども若者局児童クラブ事業推進課・各児童館', 'jido-club'),
    ('消防局予防課・各消防署予防課', 'shobo-yobo'),
    ('消防局救急企画課・仙台市防災安全協会', 'kyukyu-kikaku'),
    ('都市整備局市営住宅管理課（仙台市建設公社）', 'shiei-jutaku'),
    ('都市整備局建築指導課', 'kenchiku-shido'),
    ('都市整備局建築指導課・各総合支所', 'kensetsu-recycle'),
    ('経済局中小企業支援課', 'chusho-kigyo'),
    ('環境局事業ごみ減量課', 'jigyo-gomi'),
    ('環境局家庭ごみ減量課・環境事業所', 'katei-gomi'),
    ('環境局家庭ごみ減量課（粗大ごみ受付センター）', 'sodai-gomi'),
    ('教育局学事課・各市立学校', 'gakuji'),
    ('教育局市民図書館・各図書館', 'toshokan'),
    ('催しを開く各課（共通の受付は まちづくり政策局行政デジタル推進課）', 'event-kyotsu'),
    ('事業の分野を所管する課（文化観光局・市民局・教育局など）', 'bunya-shokan'),
    ('市民局・各施設（市民センター・スポーツ施設・コミュニティセンター）', 'shimin-shisetsu'),
    ('市民局自転車交通安全課', 'jitensha'),
    ('選挙管理委員会事務局・区選挙管理委員会', 'senkyo'),
    ('人事委員会事務局', 'jinji-iinkai'),
    ('総務局文書法制課・市政情報センター', 'bunsho-hosei'),
    ('財政局契約課', 'keiyaku'),
    ('財政局（ふるさと納税担当）', 'furusato-nozei'),
    ('財政局収納管理課・健康福祉局保険年金課・介護保険課', 'shuno-kanri'),
    ('財政局市民税課・区役所税務会計課', 'shiminzei-shinkoku'),
    ('財政局市民税課', 'shiminzei'),
    ('財政局資産課税課', 'shisan-kazei'),
    ('財政局資産課税課・区役所税務会計課', 'shisan-kazei-ku'),
    ('建設局道路管理課・区役所道路課', 'doro-kanri'),
    ('建設局公園管理課・区役所公園課', 'koen-kanri');

INSERT INTO departments (municipality, id, parent, name)
SELECT municipality, 'city', NULL, '市'
  FROM (SELECT municipality FROM staff UNION SELECT municipality FROM procedure_versions
        UNION SELECT municipality FROM cases) AS here;

INSERT INTO departments (municipality, id, parent, name)
SELECT DISTINCT used.municipality, former_names.id, 'city', former_names.name
  FROM (SELECT municipality, department FROM cases
        UNION SELECT municipality, department FROM staff_roles
        UNION SELECT municipality, definition FROM procedure_versions) AS used
  JOIN former_names ON used.department LIKE '%' || former_names.name || '%';

-- Names that only this municipality uses get a number; whoever held them still does.
INSERT INTO departments (municipality, id, parent, name)
SELECT municipality,
       'former-' || row_number() OVER (PARTITION BY municipality ORDER BY department),
       'city', department
  FROM (SELECT municipality, department FROM cases
        UNION SELECT municipality, department FROM staff_roles) AS used
 WHERE department <> '*' AND department NOT IN (SELECT name FROM former_names);

UPDATE cases SET department = (
    SELECT id FROM departments
     WHERE departments.municipality = cases.municipality AND name = cases.department
);

INSERT INTO grants (staff_id, department, role, municipality)
SELECT staff_id,
       CASE department WHEN '*' THEN 'city' ELSE (
           SELECT id FROM departments
            WHERE departments.municipality = staff_roles.municipality
              AND name = staff_roles.department
       ) END,
       role, municipality
  FROM staff_roles;

UPDATE cases SET ward = CASE ward
    WHEN '青葉区' THEN 'aoba'
    WHEN '宮城野区' THEN 'miyagino'
    WHEN '若林区' THEN 'wakabayashi'
    WHEN '太白区' THEN 'taihaku'
    WHEN '泉区' THEN 'izumi'
    ELSE ward END
 WHERE ward IS NOT NULL;

DROP TABLE former_names;
DROP TABLE staff_roles;
