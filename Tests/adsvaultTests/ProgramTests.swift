import Foundation
import Testing

@testable import adsvault

struct ProgramTests {
    @Test func `the version goes to stdout with status 0`() async {
        let test = TestContext()
        #expect(await test.run("--version") == .done)
        #expect(test.answer.text == "adsvault 0.1.0\n")
        #expect(test.messages.text.isEmpty)
    }

    @Test(arguments: [["--help"], []])
    func `help goes to stdout with status 0`(arguments: [String]) async {
        let test = TestContext()
        #expect(await Program(context: test.context).run(arguments) == .done)
        #expect(test.answer.text.hasPrefix("OVERVIEW: An encrypted vault"))
        #expect(test.messages.text.isEmpty)
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `a completion script goes to stdout`(shell: String) async {
        let test = TestContext()
        #expect(await test.run("--generate-completion-script", shell) == .done)
        #expect(test.answer.text.contains("adsvault"))
    }

    @Test func `what was interrupted ends with 130, also where the answer was given`() async throws {
        let pressed = Pipe()
        try pressed.fileHandleForWriting.write(contentsOf: [0])
        let interruption = Interruption(descriptor: pressed.fileHandleForReading.fileDescriptor)
        let test = TestContext(interruption: interruption)
        #expect(await test.run("--version") == .interrupted)
        #expect(test.answer.text == "adsvault 0.1.0\n")
    }

    @Test(arguments: [(true, "\nwhat is under way"), (false, "what is under way")])
    func `on a terminal what ends first is said in a line of its own`(isTerminal: Bool, start: String) {
        let test = TestContext(areMessagesSeen: isTerminal)
        test.context.sayWhatEndsFirst()
        #expect(test.messages.text.hasPrefix(start))
    }

    @Test func `wrong usage ends with 2, a lower-case error and a hint, and nothing on stdout`() async {
        let test = TestContext()
        #expect(await test.run("--frobnicate") == .usage)
        #expect(test.messages.text == "error: unknown option '--frobnicate'\nhint: see 'adsvault --help'\n")
        #expect(test.answer.text.isEmpty)
    }

    @Test(arguments: [
        (["help", "nope"], "adsvault has no command 'nope'"),
        (["help", "client", "ad"], "adsvault client has no command 'ad'"),
        (["help", "login", "nope"], "adsvault login has no command 'nope'"),
    ])
    func `help for what there is not ends with 2`(arguments: [String], said: String) async {
        let test = TestContext()
        #expect(await Program(context: test.context).run(arguments) == .usage)
        #expect(test.answer.text.isEmpty)
        #expect(test.messages.text.hasPrefix("error: \(said)\nhint: "))
    }

    @Test func `wrong usage with --json ends with the error object as the last line of stderr`() async {
        let test = TestContext()
        #expect(await test.run("--frobnicate", "--json") == .usage)
        let object =
            #"{"error":{"code":"usage","message":"unknown option '--frobnicate'","#
            + #""hint":"see 'adsvault --help'"}}"#
        #expect(test.messages.text.split(separator: "\n").last.map(String.init) == object)
    }

    @Test func `a --json behind the double dash is not ours`() async {
        let test = TestContext()
        #expect(await test.run("--frobnicate", "--", "--json") == .usage)
        #expect(test.messages.text.hasPrefix("error: "))
    }

    @Test func `what a terminal would obey is shown in an error, not sent`() async {
        let test = TestContext()
        #expect(await test.run("--\u{1b}[31m") == .usage)
        #expect(!test.messages.text.contains("\u{1b}"))
        #expect(test.messages.text.contains(#"\u{1b}"#))
    }

    @Test func `the further lines of an error are set in`() {
        let test = TestContext()
        test.context.explain(CommandFailure(.network, code: "x", "one\nerror: two", hint: "three\nfour"), json: false)
        #expect(test.messages.text == "error: one\n  error: two\nhint: three\n  four\n")
    }

    @Test func `a failure without a hint has null for it`() {
        let failure = CommandFailure(.notFound, code: "not_found", "no credential 'a/\u{9b}\"b'")
        let json = String(decoding: failure.json.bytes, as: UTF8.self)
        #expect(json == #"{"error":{"code":"not_found","message":"no credential 'a/\u009b\"b'","hint":null}}"#)
    }
}
