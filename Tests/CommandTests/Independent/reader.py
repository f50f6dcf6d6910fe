"""Opens a vault of format 1 and verifies all of it. Written from vault-format.md alone: no line of adsvault was read for it.

    reader.py VAULT --passphrase FILE | --recovery FILE | --keyring

FILE holds the passphrase or the recovery code; a keyring's key comes from the Secret Service of this session. Prints one
JSON document: the metas of the records in full, their payloads as hashes, the log. Status 11: the secret opens no slot;
13: the vault is not as it should be, and stderr says in which part.
"""

import hashlib
import hmac
import json
import os
import sqlite3
import struct
import sys
import unicodedata

import nacl.bindings as sodium
from nacl.exceptions import CryptoError

SCHEMA = {
    "vault": "CREATE TABLE vault (id INTEGER PRIMARY KEY CHECK (id = 1), vault_id BLOB NOT NULL, "
    "epoch INTEGER NOT NULL, head BLOB NOT NULL)",
    "slot": "CREATE TABLE slot (slot_id BLOB PRIMARY KEY, type INTEGER NOT NULL, params BLOB NOT NULL, "
    "commitment BLOB NOT NULL, wrap BLOB NOT NULL) WITHOUT ROWID",
    "record": "CREATE TABLE record (record_id BLOB PRIMARY KEY, meta BLOB NOT NULL, payload_head BLOB NOT NULL, "
    "payload BLOB NOT NULL) WITHOUT ROWID",
    "audit": "CREATE TABLE audit (n INTEGER PRIMARY KEY, body BLOB NOT NULL, mac BLOB NOT NULL)",
}
PASSPHRASE, KEYRING, RECOVERY = 1, 2, 3
NONCE, TAG, PADDING = 24, 16, 256
BOX_HEAD = 1 + 4 + 8 + NONCE + TAG


class Refused(Exception):
    def __init__(self, part, status=13):
        super().__init__(part)
        self.status = status


def require(condition, part):
    if not condition:
        raise Refused(part)


def u32(*numbers):
    return struct.pack(f"<{len(numbers)}I", *numbers)


def u64(*numbers):
    return struct.pack(f"<{len(numbers)}Q", *numbers)


def lp(*parts):
    return b"".join(u32(len(part)) + part for part in parts)


def unpad(text, part):
    require(text and len(text) % PADDING == 0, part)
    end = text.rstrip(b"\0")
    require(end[-1:] == b"\x80" and len(text) - len(end) < PADDING, part)
    return end[:-1]


def unseal(box, nonce, key, part):
    try:
        return sodium.crypto_secretbox_open(box, nonce, key)
    except (CryptoError, ValueError):
        raise Refused(part) from None


def unique(pairs):
    require(len({name for name, _ in pairs}) == len(pairs), "JSON with a key given twice")
    return dict(pairs)


def parse(text, part):
    try:
        value = json.loads(text.decode("utf-8"), object_pairs_hook=unique)
    except ValueError:
        raise Refused(part) from None
    require(isinstance(value, dict), part)
    return value


class Keys:
    """libsodium's crypto_kdf, which is BLAKE2b with the number as salt and the context as personalisation."""

    def __init__(self, root):
        self.root = root

    def __getitem__(self, number):
        salt, context = u64(number).ljust(16, b"\0"), b"advault1".ljust(16, b"\0")
        return hashlib.blake2b(key=self.root, digest_size=32, salt=salt, person=context).digest()


class Vault:
    HEAD, SLOTS, SET, DATA, _, INDEX, _ = range(1, 8)
    SEAL, CHAIN = 1, 2

    def __init__(self, path):
        self.check_file(path)
        database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        database.text_factory = bytes
        self.check_schema(database)
        self.vault = self.rows(database, "vault", id="integer", vault_id="blob", epoch="integer", head="blob")
        self.slots = self.rows(
            database, "slot", slot_id="blob", type="integer", params="blob", commitment="blob", wrap="blob"
        )
        self.records = self.rows(database, "record", record_id="blob", meta="blob", payload_head="blob", payload="blob")
        self.audit = self.rows(database, "audit", n="integer", body="blob", mac="blob")
        database.close()
        require(len(self.vault) == 1 and self.vault[0][0] == 1, "vault row")
        _, self.id, self.epoch, self.sealed_head = self.vault[0]
        require(len(self.id) == 16 and 1 <= self.epoch < 2**32, "vault row")

    @staticmethod
    def check_file(path):
        with open(path, "rb") as file:
            header = file.read(100)
        require(len(header) == 100 and header[:16] == b"SQLite format 3\0", "SQLite header")
        require(header[18:20] == b"\x01\x01", "write-ahead log")
        page_size = int.from_bytes(header[16:18], "big")
        page_size = 65536 if page_size == 1 else page_size
        require(os.path.getsize(path) == page_size * int.from_bytes(header[28:32], "big"), "file length")

    @staticmethod
    def check_schema(database):
        def pragma(name):
            return database.execute(f"PRAGMA {name}").fetchone()[0]

        require(pragma("application_id") == 0x41445356, "application_id")
        if pragma("user_version") != 1:
            raise Refused("a newer format")
        found = database.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema").fetchall()
        wanted = {(b"table", name.encode(), name.encode(), sql.encode()) for name, sql in SCHEMA.items()}
        require(len(found) == len(wanted) and set(found) == wanted, "schema")
        require(database.execute("PRAGMA integrity_check").fetchall() == [(b"ok",)], "SQLite's own structure")

    @staticmethod
    def rows(database, table, **columns):
        names = ", ".join(columns)
        kinds = database.execute(f"SELECT DISTINCT {', '.join(f'typeof({name})' for name in columns)} FROM {table}")
        wanted = tuple(kind.encode() for kind in columns.values())
        require(all(row == wanted for row in kinds), f"types of the columns of {table}")
        return database.execute(f"SELECT {names} FROM {table} ORDER BY {next(iter(columns))}").fetchall()

    def P(self, key, tag, message, size=32):
        person = tag.encode("ascii").ljust(16, b"\0")
        return hashlib.blake2b(message, key=key, digest_size=size, salt=self.id, person=person).digest()

    # Slots

    def unlock(self, kind, secret):
        require(1 <= len(self.slots) <= 64, "number of slots")
        require(sum(slot[1] == PASSPHRASE for slot in self.slots) <= 8, "number of passphrase slots")
        for slot_id, type_, params, commitment, wrap in self.slots:
            require(len(slot_id) == 16 and len(commitment) == 32 and len(wrap) == NONCE + 32 + TAG, "slot")
            require(type_ in (PASSPHRASE, KEYRING, RECOVERY), "type of a slot")
            require(len(params) == (32 if type_ == PASSPHRASE else 0), "parameters of a slot")
            if type_ == PASSPHRASE:
                passes, memory = struct.unpack("<QQ", params[:16])
                require(2 <= passes <= 10 and 64 << 20 <= memory <= 1 << 30, "cost of a slot")
        for slot_id, type_, params, commitment, wrap in self.slots:
            if type_ != kind:
                continue
            slot_secret = self.slot_secret(slot_id, type_, params, secret)
            aad = lp(u32(1, self.epoch), slot_id, u32(type_), params)
            if hmac.compare_digest(commitment, self.P(slot_secret, "adsvault.cmt.v1", aad)):
                key = self.P(slot_secret, "adsvault.kek.v1", aad)
                self.keys = Keys(unseal(wrap[NONCE:], wrap[:NONCE], key, "wrap of a slot"))
                return
        raise Refused("the secret is wrong, or the slot was changed", 11)

    def slot_secret(self, slot_id, type_, params, secret):
        if type_ == PASSPHRASE:
            passes, memory, salt = *struct.unpack("<QQ", params[:16]), params[16:]
            text = unicodedata.normalize("NFC", secret).encode("utf-8")
            return sodium.crypto_pwhash_alg(32, text, salt, passes, memory, sodium.crypto_pwhash_ALG_ARGON2ID13)
        return keyring_secret(self.id, slot_id) if type_ == KEYRING else recovery_secret(secret)

    # What the head covers

    def verify(self):
        self.open_head()
        listed = b"".join(lp(row[0], u32(row[1]), row[2], row[3], row[4]) for row in self.slots)
        slots_mac = self.P(self.keys[self.SLOTS], "adsvault.slt.v1", listed)
        require(hmac.compare_digest(slots_mac, self.slots_mac), "slots")
        self.check_sums()
        opened = [self.open_record(row) for row in self.records]
        return opened, self.open_audit()

    def open_head(self):
        require(len(self.sealed_head) == 1 + NONCE + TAG + 8328 and self.sealed_head[0] == 1, "head")
        nonce, box = self.sealed_head[1 : 1 + NONCE], self.sealed_head[1 + NONCE :]
        body = unseal(box, nonce, self.keys[self.HEAD], "head")
        (
            self.seq, self.count, self.slots_mac, self.audit_n, self.audit_head, self.audit_key,
            min_reader, self.flags, self.time,
        ) = struct.unpack_from("<QQ32sQ32s32sIIQ", body)  # fmt: skip
        require(min_reader <= 1 and self.flags <= 2, "a newer format")
        self.sums = [int.from_bytes(body[at : at + 32], "little") for at in range(136, 8328, 32)]

    def check_sums(self):
        require(len(self.records) == self.count, "number of records")
        sums = [0] * 256
        for record_id, meta, payload_head, _ in self.records:
            require(len(record_id) == 16, "id of a record")
            mark = self.P(self.keys[self.SET], "adsvault.set.v1", lp(record_id, meta, payload_head))
            sums[record_id[0]] = (sums[record_id[0]] + int.from_bytes(mark, "little")) % 2**256
        require(sums == self.sums, "sums of the records")

    def open_record(self, row):
        record_id, meta_box, payload_head, payload_rest = row
        require(len(payload_head) == BOX_HEAD, "payload of a record")
        text = self.open_box(record_id, 1, meta_box, "meta of a record")
        payload = self.open_box(record_id, 2, payload_head + payload_rest, "payload of a record")
        require(len(text) <= 16 << 10 and len(payload) <= 4 << 20, "size of a record")
        meta = parse(text, "meta of a record")
        name, type_ = meta.get("name"), meta.get("type")
        require(isinstance(name, str) and isinstance(type_, str), "meta of a record")
        require(unicodedata.is_normalized("NFC", name), "name of a record")
        index = lp(type_.encode("utf-8"), name.encode("utf-8"))
        require(self.P(self.keys[self.INDEX], "adsvault.idx.v1", index, 16) == record_id, "id of a record")
        return meta, payload

    def open_box(self, record_id, part, box, what):
        require(len(box) >= BOX_HEAD and box[0] == 1, what)
        epoch, seq = struct.unpack_from("<IQ", box, 1)
        require(epoch == self.epoch and 1 <= seq <= self.seq, what)
        message = lp(record_id, u32(epoch) + u64(seq) + bytes([part]))
        key = self.P(self.keys[self.DATA], "adsvault.row.v1", message)
        return unpad(unseal(box[13 + NONCE :], box[13 : 13 + NONCE], key, what), what)

    # The log, from its end: each epoch's key stands in the first entry of the next. Epochs can be skipped, by a restore.

    def open_audit(self):
        require([n for n, _, _ in self.audit] == list(range(1, self.audit_n + 1)), "numbers of the log")
        require(all(len(mac) == 32 and len(body) > 4 + NONCE for _, body, mac in self.audit), "log")
        last = self.audit[-1][2] if self.audit else bytes(32)
        require(hmac.compare_digest(last, self.audit_head), "end of the log")
        epochs = [struct.unpack_from("<I", body)[0] for _, body, _ in self.audit]
        require(epochs == sorted(epochs) and all(1 <= epoch <= self.epoch for epoch in epochs), "epochs of the log")
        keys, entries, epoch = Keys(self.audit_key), [], self.epoch
        for at in reversed(range(len(self.audit))):
            n, body, mac = self.audit[at]
            require(epochs[at] == epoch, "epochs of the log")
            before = self.audit[at - 1][2] if at else bytes(32)
            chained = self.P(keys[self.CHAIN], "adsvault.aud.v1", u64(n) + before + lp(body))
            require(hmac.compare_digest(mac, chained), f"log, entry {n}")
            text = unseal(body[4 + NONCE :], body[4 : 4 + NONCE], keys[self.SEAL], f"log, entry {n}")
            text = unpad(text, f"log, entry {n}")
            require(len(text) <= 4 << 10, f"log, entry {n}")
            entry = parse(text, f"log, entry {n}")
            require({"at", "action", "actor", "subject", "detail", "state"} <= entry.keys(), f"log, entry {n}")
            previous = entry.pop("previousAuditKey", None)
            opens_epoch = at > 0 and epochs[at - 1] < epoch
            require(opens_epoch == (previous is not None), f"log, entry {n}")
            if opens_epoch:
                keys, epoch = Keys(bytes.fromhex(previous)), epochs[at - 1]
            entries.append(entry)
        return entries[::-1]

    # Whether the log's last entry was written together with the records as they are now.
    def is_logged(self, entries):
        sums = b"".join(total.to_bytes(32, "little") for total in self.sums)
        state = self.P(Keys(self.audit_key)[self.CHAIN], "adsvault.sta.v1", sums).hex()
        return bool(entries) and entries[-1]["state"] == state


def keyring_secret(vault_id, slot_id):
    import secretstorage

    attributes = {"application": "adsvault", "vault": vault_id.hex(), "slot": slot_id.hex()}
    items = list(secretstorage.search_items(secretstorage.dbus_init(), attributes))
    if len(items) != 1:
        raise Refused(f"{len(items)} keys in the keyring", 12)
    return bytes.fromhex(items[0].get_secret().decode("ascii"))


def recovery_secret(code):
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    folded = "".join(code.upper().replace("-", "").split()).translate(str.maketrans("ILO", "110"))
    if len(folded) != 52 or any(letter not in alphabet for letter in folded):
        raise Refused("no recovery code", 11)
    bits = 0
    for letter in folded:
        bits = bits << 5 | alphabet.index(letter)
    if bits & 15:
        raise Refused("no recovery code", 11)
    return (bits >> 4).to_bytes(32, "big")


def main(path, option, secret_file=os.devnull):
    kind = {"--passphrase": PASSPHRASE, "--keyring": KEYRING, "--recovery": RECOVERY}[option]
    with open(secret_file, encoding="utf-8", newline="") as file:
        secret = file.read().removesuffix("\n")
    vault = Vault(path)
    vault.unlock(kind, secret)
    records, entries = vault.verify()
    json.dump(
        {
            "epoch": vault.epoch,
            "seq": vault.seq,
            "level": vault.flags,
            "isLogged": vault.is_logged(entries),
            "records": [
                {"meta": meta, "payloadBytes": len(payload), "payloadSHA256": hashlib.sha256(payload).hexdigest()}
                for meta, payload in records
            ],
            "audit": entries,
        },
        sys.stdout,
        ensure_ascii=False,
    )


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except Refused as refusal:
        print(f"error: {refusal}", file=sys.stderr)
        sys.exit(refusal.status)
    except sqlite3.DatabaseError as error:
        print(f"error: SQLite: {error}", file=sys.stderr)
        sys.exit(13)
