CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);

CREATE TABLE approval (
    approval_id TEXT PRIMARY KEY, permission TEXT NOT NULL, about TEXT NOT NULL,
    amount_minor INTEGER NOT NULL, percent_bp INTEGER NOT NULL, asker TEXT NOT NULL, approver TEXT NOT NULL,
    given_at TEXT NOT NULL, left_s INTEGER NOT NULL, used INTEGER NOT NULL CHECK (used IN (0, 1)),
    CHECK (asker <> approver)
) STRICT, WITHOUT ROWID;

CREATE TABLE assist_call (
    call_id TEXT PRIMARY KEY, device TEXT NOT NULL, about TEXT NOT NULL, gtin TEXT NOT NULL,
    language TEXT NOT NULL, called_at TEXT NOT NULL, asked INTEGER NOT NULL,
    answered_at TEXT NOT NULL, answered_on TEXT NOT NULL, answered_by TEXT NOT NULL,
    ended_at TEXT NOT NULL, ended_on TEXT NOT NULL, how_ended TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
    acted_id TEXT PRIMARY KEY, at TEXT NOT NULL, act TEXT NOT NULL, operator TEXT NOT NULL,
    approver TEXT NOT NULL, about TEXT NOT NULL, detail TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE basket (
    basket_id TEXT PRIMARY KEY, device TEXT NOT NULL, currency TEXT NOT NULL, customer TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'parked', 'paid', 'dropped')),
    revision INTEGER NOT NULL, at TEXT NOT NULL
, terms TEXT NOT NULL DEFAULT '{}', book_version INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;

CREATE TABLE basket_gone (
    basket_id TEXT NOT NULL REFERENCES basket, line_id TEXT NOT NULL, stamp TEXT NOT NULL,
    PRIMARY KEY (basket_id, line_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE "basket_line" (
    basket_id TEXT NOT NULL REFERENCES basket, place INTEGER NOT NULL, line_id TEXT NOT NULL,
    gtin TEXT NOT NULL, quantity INTEGER NOT NULL CHECK (quantity <> 0), unit_price_minor INTEGER NOT NULL,
    price_version INTEGER NOT NULL, origin TEXT NOT NULL, returned_from TEXT NOT NULL DEFAULT '',
    returned_line TEXT NOT NULL DEFAULT '', kind TEXT NOT NULL DEFAULT 'product', reference TEXT NOT NULL DEFAULT '',
reductions TEXT NOT NULL DEFAULT '[]', tax_code TEXT NOT NULL DEFAULT '',
tax_rate_bp INTEGER NOT NULL DEFAULT 0, tax_minor INTEGER NOT NULL DEFAULT 0,
tax_added INTEGER NOT NULL DEFAULT 0, particulars TEXT NOT NULL DEFAULT '{}', stamp TEXT NOT NULL DEFAULT '', PRIMARY KEY (basket_id, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE basket_tender (
    basket_id TEXT NOT NULL REFERENCES basket, place INTEGER NOT NULL, tender_id TEXT NOT NULL,
    kind TEXT NOT NULL, amount_minor INTEGER NOT NULL, reference TEXT NOT NULL, units INTEGER NOT NULL,
    PRIMARY KEY (basket_id, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE basket_watch (
    basket_id TEXT PRIMARY KEY, removed INTEGER NOT NULL, changes INTEGER NOT NULL, pause_s INTEGER NOT NULL,
    last_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE business (
    account TEXT PRIMARY KEY, sealed BLOB NOT NULL, version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE campaign_set (
    version INTEGER PRIMARY KEY, body TEXT NOT NULL, at TEXT NOT NULL
) STRICT;

CREATE TABLE cash_movement (
    movement_id TEXT PRIMARY KEY, shift_id TEXT NOT NULL REFERENCES shift, place INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('float', 'paid_in', 'paid_out', 'drop', 'pickup', 'no_sale')),
    amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0), reason TEXT NOT NULL, note TEXT NOT NULL,
    operator TEXT NOT NULL, at TEXT NOT NULL, UNIQUE (shift_id, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE claim (
    order_id TEXT NOT NULL, line_id TEXT NOT NULL, holder TEXT NOT NULL, token INTEGER NOT NULL,
    until TEXT NOT NULL, PRIMARY KEY (order_id, line_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE claim_asked (
    request_id TEXT PRIMARY KEY, order_id TEXT NOT NULL, line_ids TEXT NOT NULL, operator TEXT NOT NULL,
    answer TEXT NOT NULL CHECK (answer IN ('', 'granted', 'refused')), token INTEGER NOT NULL,
    holder TEXT NOT NULL, at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE code_try (n INTEGER PRIMARY KEY, at TEXT NOT NULL) STRICT;

CREATE TABLE config (one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL, document TEXT NOT NULL) STRICT;

CREATE TABLE coupon_used (
    coupon TEXT NOT NULL, nonce TEXT NOT NULL, device TEXT NOT NULL, basket_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('held', 'spent')), at TEXT NOT NULL,
    PRIMARY KEY (coupon, nonce, basket_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE dead_letter (
    n INTEGER PRIMARY KEY,
    fingerprint TEXT NOT NULL UNIQUE,
    direction TEXT NOT NULL CHECK (direction IN ('down', 'live', 'frame')),
    source TEXT NOT NULL,
    event_id TEXT NOT NULL,
    type TEXT NOT NULL,
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    raw BLOB NOT NULL,
    first_at TEXT NOT NULL,
    last_at TEXT NOT NULL,
    tries INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'retried')),
    handled_at TEXT NOT NULL
) STRICT;

CREATE TABLE device_seen (
    device TEXT PRIMARY KEY, role TEXT NOT NULL, app TEXT NOT NULL, online INTEGER NOT NULL,
    waiting INTEGER NOT NULL, last_seen TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE down_cursor (
    source TEXT PRIMARY KEY,
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE drawer_count (
    count_id TEXT PRIMARY KEY, shift_id TEXT NOT NULL REFERENCES shift, place INTEGER NOT NULL,
    counted_minor INTEGER NOT NULL, expected_minor INTEGER NOT NULL, mark TEXT NOT NULL,
    operator TEXT NOT NULL, at TEXT NOT NULL, pieces TEXT NOT NULL, UNIQUE (shift_id, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE early_cancel (
    order_id TEXT PRIMARY KEY, at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE epoch (
    number INTEGER PRIMARY KEY,
    epoch TEXT NOT NULL UNIQUE,
    series TEXT NOT NULL UNIQUE,
    previous TEXT NOT NULL,
    reason TEXT NOT NULL,
    disk_mark TEXT NOT NULL,
    started_at TEXT NOT NULL
) STRICT;

CREATE TABLE favourite (member_id TEXT PRIMARY KEY, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE given_up (
    order_id TEXT NOT NULL, line_id TEXT NOT NULL, units INTEGER NOT NULL, PRIMARY KEY (order_id, line_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE goods_back (
    back_line TEXT PRIMARY KEY, back_sale TEXT NOT NULL, sale_id TEXT NOT NULL, line TEXT NOT NULL,
    units INTEGER NOT NULL, amount_minor INTEGER NOT NULL, tax_minor INTEGER NOT NULL,
    points INTEGER NOT NULL, at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE inbox (
    id TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL,
    applied_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE journal (
    n INTEGER PRIMARY KEY,
    lane TEXT NOT NULL,
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL CHECK (seq >= 1),
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    subject TEXT NOT NULL,
    body BLOB NOT NULL,
    hash TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE lease (
    kind TEXT NOT NULL, account TEXT NOT NULL, epoch TEXT NOT NULL,
    granted INTEGER NOT NULL, own INTEGER NOT NULL, spent INTEGER NOT NULL, returned INTEGER NOT NULL,
    in_use INTEGER NOT NULL CHECK (in_use IN (0, 1)),
    settled INTEGER NOT NULL CHECK (settled IN (0, 1)),
    CHECK (spent + returned <= granted + own), PRIMARY KEY (kind, account, epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE live_price (
    gtin TEXT PRIMARY KEY, price_minor INTEGER NOT NULL, currency TEXT NOT NULL,
    version INTEGER NOT NULL, at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE live_product (
    gtin TEXT PRIMARY KEY, body TEXT NOT NULL, version INTEGER NOT NULL, at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE member (
    member_id TEXT PRIMARY KEY, sealed BLOB NOT NULL, version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE near_level (
    gtin TEXT NOT NULL, store TEXT NOT NULL, on_hand INTEGER NOT NULL, version INTEGER NOT NULL,
    at TEXT NOT NULL, PRIMARY KEY (gtin, store)
) STRICT, WITHOUT ROWID;

CREATE TABLE offer_refusal (member_id TEXT PRIMARY KEY, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE online_basket (
    member_id TEXT PRIMARY KEY, basket_id TEXT NOT NULL, sealed BLOB NOT NULL, version INTEGER NOT NULL,
    taken_version INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE operator (
    operator_id TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, language TEXT NOT NULL,
    pin BLOB NOT NULL, pin_version INTEGER NOT NULL, badges_from INTEGER NOT NULL,
    last_here TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

CREATE TABLE order_entry (
    order_id TEXT PRIMARY KEY, number TEXT NOT NULL, home TEXT NOT NULL, arbiter TEXT NOT NULL,
    method TEXT NOT NULL, state TEXT NOT NULL, promised_at TEXT NOT NULL, expires_at TEXT NOT NULL,
    state_at TEXT NOT NULL, slot TEXT NOT NULL, here TEXT NOT NULL, holder TEXT NOT NULL,
    units INTEGER NOT NULL, picked INTEGER NOT NULL, short INTEGER NOT NULL, handed INTEGER NOT NULL,
    put_back INTEGER NOT NULL, issues INTEGER NOT NULL, ended INTEGER NOT NULL, waiting INTEGER NOT NULL,
    paid INTEGER NOT NULL, version INTEGER NOT NULL, changed_at TEXT NOT NULL, steps INTEGER NOT NULL,
    digest TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE order_step (
    order_id TEXT NOT NULL, step_id TEXT NOT NULL, at TEXT NOT NULL, device TEXT NOT NULL, kind TEXT NOT NULL,
    sealed BLOB NOT NULL, PRIMARY KEY (order_id, step_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE order_wish (
    wish_id TEXT PRIMARY KEY, sealed BLOB NOT NULL, state TEXT NOT NULL
        CHECK (state IN ('asked', 'placed', 'refused')),
    order_id TEXT NOT NULL, number TEXT NOT NULL, detail TEXT NOT NULL, at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE "payment_intent" (
    intent_id TEXT PRIMARY KEY, basket_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('card', 'wallet', 'qr')),
    currency TEXT NOT NULL, amount_minor INTEGER NOT NULL CHECK (amount_minor <> 0),
    state TEXT NOT NULL CHECK (state IN
        ('created', 'sent', 'pending', 'approved', 'declined', 'unknown', 'reversing', 'reversed')),
    reference TEXT NOT NULL, at TEXT NOT NULL, sent_at TEXT NOT NULL DEFAULT '',
    refund_of TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '',
    hint TEXT NOT NULL DEFAULT '' CHECK (length(hint) <= 4), qr_text TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL DEFAULT '', operator TEXT NOT NULL DEFAULT '',
    late INTEGER NOT NULL DEFAULT 0, settled INTEGER NOT NULL DEFAULT 0,
    confirmed INTEGER NOT NULL DEFAULT 0, told INTEGER NOT NULL DEFAULT 0,
    resolved_by TEXT NOT NULL DEFAULT '', resolution TEXT NOT NULL DEFAULT '',
    CHECK (amount_minor > 0 OR refund_of <> '')
) STRICT, WITHOUT ROWID;

CREATE TABLE pickup_line (
    order_id TEXT NOT NULL REFERENCES pickup_order, place INTEGER NOT NULL, line_id TEXT NOT NULL,
    picked INTEGER NOT NULL, short INTEGER NOT NULL, PRIMARY KEY (order_id, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE pickup_order (
    order_id TEXT PRIMARY KEY, number TEXT NOT NULL, home TEXT NOT NULL, sealed BLOB NOT NULL,
    state TEXT NOT NULL, revision INTEGER NOT NULL, slot TEXT NOT NULL, version INTEGER NOT NULL,
    promised_at TEXT NOT NULL, changed_at TEXT NOT NULL
, standing BLOB) STRICT, WITHOUT ROWID;

CREATE TABLE pin_tries (
    operator_id TEXT PRIMARY KEY, wrong INTEGER NOT NULL CHECK (wrong > 0),
    wait_s INTEGER NOT NULL CHECK (wait_s >= 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE price_book (
    version INTEGER PRIMARY KEY, valid_from TEXT NOT NULL, document TEXT, digest TEXT NOT NULL,
    signature TEXT NOT NULL, names TEXT NOT NULL, came_at TEXT NOT NULL
) STRICT;

CREATE TABLE price_book_used (
    one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL, at TEXT NOT NULL
) STRICT;

CREATE TABLE print_job (
    job_id TEXT PRIMARY KEY, printer TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL,
    about TEXT NOT NULL, layout TEXT NOT NULL, made_at TEXT NOT NULL, expires_at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'printing', 'printed', 'expired', 'failed', 'dropped')),
    attempts INTEGER NOT NULL, next_try TEXT NOT NULL, copy INTEGER NOT NULL CHECK (copy >= 0),
    begun INTEGER NOT NULL CHECK (begun IN (0, 1)), rerouted_from TEXT NOT NULL, reason TEXT NOT NULL,
    printed_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE quota_back (
    rule_id TEXT NOT NULL, device TEXT NOT NULL, units INTEGER NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (rule_id, device)
) STRICT, WITHOUT ROWID;

CREATE TABLE quota_used (
    rule_id TEXT NOT NULL, device TEXT NOT NULL, units INTEGER NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (rule_id, device)
) STRICT, WITHOUT ROWID;

CREATE TABLE quote (
    quote_id TEXT PRIMARY KEY, device TEXT NOT NULL, series TEXT NOT NULL, sequence INTEGER NOT NULL,
    number TEXT NOT NULL, valid_until TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'used', 'withdrawn')), sale_id TEXT NOT NULL,
    changed_by TEXT NOT NULL, at TEXT NOT NULL, body TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE receipt_print (
    about TEXT NOT NULL, kind TEXT NOT NULL, pieces INTEGER NOT NULL CHECK (pieces > 0),
    PRIMARY KEY (about, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE record (
    kind TEXT NOT NULL, record_id TEXT NOT NULL, sealed BLOB NOT NULL,
    state TEXT NOT NULL, member TEXT NOT NULL, due TEXT NOT NULL,
    newest TEXT NOT NULL, stamp INTEGER NOT NULL, bucket INTEGER NOT NULL,
    PRIMARY KEY (kind, record_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE record_field (
    kind TEXT NOT NULL, record_id TEXT NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL, device TEXT NOT NULL,
    PRIMARY KEY (kind, record_id, name),
    FOREIGN KEY (kind, record_id) REFERENCES record ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE record_forgotten (
    kind TEXT NOT NULL, record_id TEXT NOT NULL, member TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (kind, record_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE reservation (
    order_id TEXT NOT NULL, gtin TEXT NOT NULL, quantity INTEGER NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (order_id, gtin)
) STRICT, WITHOUT ROWID;

CREATE TABLE return_grant (
    grant_id TEXT PRIMARY KEY, sale_id TEXT NOT NULL, line TEXT NOT NULL,
    units INTEGER NOT NULL CHECK (units > 0), amount_minor INTEGER NOT NULL, tax_minor INTEGER NOT NULL,
    device TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('granted', 'given_up')), at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE return_request (
    grant_id TEXT PRIMARY KEY, sale_id TEXT NOT NULL, line TEXT NOT NULL, units INTEGER NOT NULL,
    home TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('asked', 'granted', 'refused', 'given_up', 'used')),
    units_left INTEGER NOT NULL, amount_minor INTEGER NOT NULL, tax_minor INTEGER NOT NULL, at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sale (
    sale_id TEXT PRIMARY KEY, store_gln TEXT NOT NULL, workstation TEXT NOT NULL,
    business_date TEXT NOT NULL, series TEXT NOT NULL, sequence INTEGER NOT NULL CHECK (sequence > 0),
    at TEXT NOT NULL, currency TEXT NOT NULL, total_minor INTEGER NOT NULL, change_minor INTEGER NOT NULL,
    customer TEXT NOT NULL, event_id TEXT NOT NULL, kind TEXT NOT NULL DEFAULT 'sale', operator TEXT NOT NULL DEFAULT '', shift_id TEXT NOT NULL DEFAULT '', voids TEXT NOT NULL DEFAULT '', book_version INTEGER NOT NULL DEFAULT 0, points_earned INTEGER NOT NULL DEFAULT 0, terms TEXT NOT NULL DEFAULT '{}',
    UNIQUE (business_date, series, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE sale_copy (
    sale_id TEXT PRIMARY KEY, known TEXT NOT NULL CHECK (known IN ('store', 'receipt', 'head_office')),
    store TEXT NOT NULL, device TEXT NOT NULL, business_date TEXT NOT NULL, series TEXT NOT NULL,
    sequence INTEGER NOT NULL, at TEXT NOT NULL, customer TEXT NOT NULL, body TEXT NOT NULL,
    came_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sale_line (
    sale_id TEXT NOT NULL REFERENCES sale, line_id TEXT NOT NULL, place INTEGER NOT NULL, gtin TEXT NOT NULL,
    name TEXT NOT NULL, quantity INTEGER NOT NULL CHECK (quantity <> 0), unit_price_minor INTEGER NOT NULL,
    price_version INTEGER NOT NULL, origin TEXT NOT NULL, returned_from TEXT NOT NULL,
    returned_line TEXT NOT NULL, kind TEXT NOT NULL DEFAULT 'product', reference TEXT NOT NULL DEFAULT '', reductions TEXT NOT NULL DEFAULT '[]', tax_code TEXT NOT NULL DEFAULT '', tax_rate_bp INTEGER NOT NULL DEFAULT 0, tax_minor INTEGER NOT NULL DEFAULT 0, tax_added INTEGER NOT NULL DEFAULT 0, particulars TEXT NOT NULL DEFAULT '{}', amount_minor INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (sale_id, line_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE sale_undone (basket_id TEXT PRIMARY KEY, device TEXT NOT NULL, at TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE sales_told (
    device TEXT NOT NULL, business_date TEXT NOT NULL, series TEXT NOT NULL, count INTEGER NOT NULL,
    last INTEGER NOT NULL, acked INTEGER NOT NULL, currency TEXT NOT NULL, total_minor INTEGER NOT NULL,
    latest TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (business_date, device, series)
) STRICT, WITHOUT ROWID;

CREATE TABLE shift (
    shift_id TEXT PRIMARY KEY, place INTEGER NOT NULL UNIQUE CHECK (place > 0), store_gln TEXT NOT NULL,
    workstation TEXT NOT NULL, business_date TEXT NOT NULL, currency TEXT NOT NULL, opened_at TEXT NOT NULL,
    opened_by TEXT NOT NULL, float_minor INTEGER NOT NULL CHECK (float_minor >= 0),
    by_itself INTEGER NOT NULL CHECK (by_itself IN (0, 1)),
    state TEXT NOT NULL CHECK (state IN ('open', 'closed'))
) STRICT, WITHOUT ROWID;

CREATE TABLE silence_noted (
    device TEXT NOT NULL, last_seen TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (device, last_seen)
) STRICT, WITHOUT ROWID;

CREATE TABLE spot_check (
    basket_id TEXT PRIMARY KEY, decided_at TEXT NOT NULL, draw_bp INTEGER NOT NULL, score INTEGER NOT NULL,
    chance_bp INTEGER NOT NULL, why TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('none', 'due', 'done')), operator TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('', 'as_it_should', 'differences', 'waived')),
    done_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE staff_role (role TEXT PRIMARY KEY, may TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE staff_roster (
    one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL, sealing_key TEXT NOT NULL
) STRICT;

CREATE TABLE staff_session (
    one INTEGER PRIMARY KEY CHECK (one = 1), operator_id TEXT NOT NULL, since TEXT NOT NULL,
    locked INTEGER NOT NULL CHECK (locked IN (0, 1))
) STRICT;

CREATE TABLE stock_base (
    gtin TEXT PRIMARY KEY, on_hand INTEGER NOT NULL, version INTEGER NOT NULL, at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE stock_counted (
    gtin TEXT NOT NULL, device TEXT NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL,
    total INTEGER NOT NULL, PRIMARY KEY (gtin, device, epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE stock_moved (
    device TEXT NOT NULL, epoch TEXT NOT NULL, gtin TEXT NOT NULL, seq INTEGER NOT NULL,
    total INTEGER NOT NULL, at TEXT NOT NULL, PRIMARY KEY (gtin, device, epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE stock_movement (
    n INTEGER PRIMARY KEY, gtin TEXT NOT NULL, quantity INTEGER NOT NULL CHECK (quantity <> 0),
    reason TEXT NOT NULL, reference TEXT NOT NULL, event_id TEXT NOT NULL, epoch TEXT NOT NULL,
    seq INTEGER NOT NULL, at TEXT NOT NULL
) STRICT;

CREATE TABLE stock_share (
    gtin TEXT PRIMARY KEY, units INTEGER NOT NULL, safety INTEGER NOT NULL CHECK (safety >= 0),
    version INTEGER NOT NULL, at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE stock_share_counted (
    gtin TEXT NOT NULL, device TEXT NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL,
    total INTEGER NOT NULL, PRIMARY KEY (gtin, device, epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE stock_taken (
    n INTEGER PRIMARY KEY, gtin TEXT NOT NULL, units INTEGER NOT NULL, promised INTEGER NOT NULL,
    reason TEXT NOT NULL, reference TEXT NOT NULL, event_id TEXT NOT NULL, epoch TEXT NOT NULL,
    seq INTEGER NOT NULL, at TEXT NOT NULL
) STRICT;

CREATE TABLE stock_taken_total (
    gtin TEXT NOT NULL, device TEXT NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL,
    total INTEGER NOT NULL, PRIMARY KEY (gtin, device, epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE store (
    gln TEXT PRIMARY KEY, name_zh_hans TEXT NOT NULL, name_zh_hant TEXT NOT NULL, name_en TEXT NOT NULL,
    address TEXT NOT NULL, distance_m INTEGER NOT NULL, opens TEXT NOT NULL, closes TEXT NOT NULL,
    time_zone TEXT NOT NULL, version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE stored_account (
    kind TEXT NOT NULL, account TEXT NOT NULL, told INTEGER NOT NULL CHECK (told IN (0, 1)),
    known INTEGER NOT NULL CHECK (known IN (0, 1)), balance INTEGER NOT NULL, currency TEXT NOT NULL,
    standing INTEGER NOT NULL, face INTEGER NOT NULL, bearer INTEGER NOT NULL CHECK (bearer IN (0, 1)),
    version INTEGER NOT NULL, at TEXT NOT NULL, PRIMARY KEY (kind, account)
) STRICT, WITHOUT ROWID;

CREATE TABLE stream (
    lane TEXT PRIMARY KEY CHECK (lane IN ('money', 'ops', 'telemetry')),
    epoch TEXT NOT NULL REFERENCES epoch (epoch),
    next_seq INTEGER NOT NULL CHECK (next_seq >= 1),
    acked INTEGER NOT NULL CHECK (acked >= 0 AND acked < next_seq),
    head TEXT NOT NULL,
    acked_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tender (
    sale_id TEXT NOT NULL REFERENCES sale, tender_id TEXT NOT NULL, kind TEXT NOT NULL,
    amount_minor INTEGER NOT NULL, reference TEXT NOT NULL, units INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (sale_id, tender_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE trusted_key (
    signer TEXT NOT NULL, key_id TEXT NOT NULL, use TEXT NOT NULL, device TEXT NOT NULL,
    public_key TEXT NOT NULL, PRIMARY KEY (signer, key_id)
) STRICT;

CREATE TABLE used_code (
    nonce TEXT PRIMARY KEY, order_id TEXT NOT NULL, at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE z_report (
    shift_id TEXT PRIMARY KEY REFERENCES shift, series TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0), report TEXT NOT NULL, event_id TEXT NOT NULL,
    UNIQUE (series, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX assist_call_open ON assist_call (called_at) WHERE ended_at = '';

CREATE INDEX audit_at ON audit (at);

CREATE INDEX audit_operator ON audit (operator, at);

CREATE INDEX basket_given_up ON basket (device, at) WHERE state = 'dropped';

CREATE INDEX basket_line_returned ON basket_line (returned_from) WHERE returned_from <> '';

CREATE INDEX basket_waiting ON basket (customer) WHERE state = 'parked';

CREATE INDEX goods_back_sale ON goods_back (sale_id);

CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
ON "_sqlite_migrations" ("migration_set", "name");

CREATE INDEX intent_of_basket ON payment_intent (basket_id);

CREATE UNIQUE INDEX journal_id ON journal (id, epoch);

CREATE UNIQUE INDEX journal_place ON journal (lane, epoch, seq);

CREATE INDEX lease_in_use ON lease (in_use) WHERE in_use = 1;

CREATE INDEX lease_unsettled ON lease (settled) WHERE settled = 0;

CREATE UNIQUE INDEX one_open_intent ON payment_intent (basket_id) WHERE state IN ('created', 'sent', 'pending', 'unknown', 'reversing') AND NOT late;

CREATE UNIQUE INDEX one_open_shift ON shift (state) WHERE state = 'open';

CREATE INDEX order_entry_changed ON order_entry (ended, changed_at);

CREATE INDEX order_entry_open ON order_entry (ended, promised_at);

CREATE INDEX order_entry_trouble ON order_entry (changed_at) WHERE issues > 0 OR put_back > 0;

CREATE INDEX order_step_at ON order_step (at);

CREATE INDEX print_job_open ON print_job (printer, job_id) WHERE state IN ('waiting', 'printing');

CREATE INDEX quote_number ON quote (device, series, sequence);

CREATE INDEX quote_open ON quote (valid_until) WHERE state = 'open';

CREATE INDEX record_field_at ON record_field (at);

CREATE INDEX record_forgotten_member ON record_forgotten (member);

CREATE INDEX record_member ON record (member, kind) WHERE member <> '';

CREATE INDEX record_newest ON record (newest, kind, bucket, stamp);

CREATE INDEX record_state ON record (kind, state, due);

CREATE INDEX reservation_gtin ON reservation (gtin);

CREATE INDEX return_grant_sale ON return_grant (sale_id);

CREATE INDEX sale_copy_came ON sale_copy (came_at);

CREATE INDEX sale_copy_customer ON sale_copy (customer, at) WHERE customer <> '';

CREATE INDEX sale_copy_number ON sale_copy (series, sequence);

CREATE INDEX sale_line_returned ON sale_line (returned_from, returned_line) WHERE returned_from <> '';

CREATE INDEX sale_of_shift ON sale (shift_id) WHERE shift_id <> '';

CREATE UNIQUE INDEX sale_voided_once ON sale (voids) WHERE voids <> '';

CREATE INDEX spot_check_done ON spot_check (done_at) WHERE state = 'done';

CREATE INDEX unconfirmed_intent ON payment_intent (at) WHERE state = 'declined' AND NOT confirmed AND sent_at <> '' AND reason <> 'unreachable';

CREATE INDEX unresolved_intent ON payment_intent (at)
WHERE state IN ('created', 'sent', 'pending', 'unknown', 'reversing') OR (state = 'approved' AND NOT settled);

