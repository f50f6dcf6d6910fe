import Testing

@testable import Sealing

/// Against the standards' own vectors, and against values that Python's hashlib and argon2-cffi compute.
struct HashTests {
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func `SHA-256 gives FIPS 180-4's values`(message: String, digest: String) {
        #expect(hex(Digest.sha256(Array(message.utf8).rawBytes)) == digest)
    }

    @Test func `BLAKE2b of 32 bytes gives hashlib's value`() {
        let digest = Digest.blake2b256(Array("abc".utf8).rawBytes)
        #expect(hex(digest) == "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319")
    }

    @Test func `the keyed hash with salt and tag gives hashlib's value`() {
        let hash = KeyedHash(salt: counting(16, from: 16))
        let tag = KeyedHash.Tag("adsvault.test.v1")
        let expected = "c16d7483a903374042ce1412e88fb07e35136525538cf3ba5d3ba9f41cb3df99"
        let message = Array("message".utf8)
        #expect(hex(hash.hash(message.rawBytes, key: key(counting(32)), tag: tag)) == expected)
        #expect(hex(hash.key(message.rawBytes, key: key(counting(32)), tag: tag).revealed) == expected)
    }

    @Test func `a short tag is padded with zeros, and an empty message has a hash`() {
        let hash = KeyedHash(salt: counting(16, from: 16))
        let digest = hash.hash([UInt8]().rawBytes, key: key(counting(32)), tag: KeyedHash.Tag("short"), byteCount: 24)
        #expect(hex(digest) == "180af18848582e9c366ed3ba25ff0844fdbd1e2bbe121f18")
    }

    @Test(arguments: [[1000], [0, 1000], [1, 127, 128, 744], [999, 1, 0]])
    func `parts one after the other hash as the whole`(lengths: [Int]) {
        let hash = KeyedHash(salt: counting(16))
        let tag = KeyedHash.Tag("adsvault.test.v1")
        let message = counting(1000)
        var stream = hash.stream(key: key(counting(32)), tag: tag, byteCount: 32)
        var position = 0
        for length in lengths {
            stream.update(Array(message[position..<position + length]).rawBytes)
            position += length
        }
        #expect(stream.finish() == hash.hash(message.rawBytes, key: key(counting(32)), tag: tag))
    }

    @Test func `key, salt, tag and length each give another hash`() {
        let message = counting(10)
        let tag = KeyedHash.Tag("one")
        let hashes: Set<[UInt8]> = [
            KeyedHash(salt: counting(16)).hash(message.rawBytes, key: key(counting(32)), tag: tag),
            KeyedHash(salt: counting(16, from: 1)).hash(message.rawBytes, key: key(counting(32)), tag: tag),
            KeyedHash(salt: counting(16)).hash(message.rawBytes, key: key(counting(32, from: 1)), tag: tag),
            KeyedHash(salt: counting(16)).hash(message.rawBytes, key: key(counting(32)), tag: KeyedHash.Tag("two")),
            KeyedHash(salt: counting(16)).hash(message.rawBytes, key: key(counting(32)), tag: tag, byteCount: 33),
        ]
        #expect(Set(hashes.map { $0.prefix(32) }).count == 5)
    }

    @Test func `a subkey is BLAKE2b keyed with the key, salted with its number`() {
        let subkey = key(counting(32)).subkey(7, context: "advault1")
        #expect(hex(subkey.revealed) == "a355e34ae4edf970f3a48379badff05c9da9c415b7226c84275704088b6fd178")
    }

    @Test(arguments: [
        ("password", "fc33b78139231d34b71626bd6245c1d72efa190ad605c3d8166a72adcedfa2c2"),
        ("", "8db05f0e3b541abc614b77eb9e1ecab46a1e66b0b9678f9553d9336d2ad03551"),
    ])
    func `Argon2id gives the reference implementation's value`(passphrase: String, expected: String) throws {
        let cost = Argon2id.Cost(opslimit: 2, memlimit: 64 << 20)
        let salt = Array("somesaltsomesalt".utf8)
        let derived = try Argon2id.derive(Array(passphrase.utf8).rawBytes, salt: salt, cost: cost)
        #expect(hex(derived.revealed) == expected)
    }

    @Test func `Argon2id says when there is too little memory`() {
        let cost = Argon2id.Cost(opslimit: 2, memlimit: 4_398_046_510_080)
        #expect(throws: Argon2id.OutOfMemory.self) {
            _ = try Argon2id.derive(counting(8).rawBytes, salt: counting(16), cost: cost)
        }
    }
}
