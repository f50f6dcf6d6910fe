import Foundation

/// A story that was told once without a fault, and everything that a case needs to tell it again with one.
struct Rehearsal: Sendable {
    let story: Story
    /// The machine before the command, for copies.
    let machine: Machine
    /// Digests of the secrets in its vault, and what these are called.
    let secrets: [String: String]
    let before: State
    let after: State
    /// The calls of the command that could change a file.
    let points: [Point]
    /// What the command writes beside the vault.
    let file: String?

    /// Prepares a story and tells it once.
    init(_ story: Story, from beginning: Machine, in folder: URL) throws {
        let name = story.name.replacing(" ", with: "-")
        self.story = story
        machine = try beginning.copy(to: folder.appending(path: name))
        for command in story.preparation { try machine.succeed(command) }
        secrets = try machine.secrets()
        let copy = try machine.copy(to: folder.appending(path: name + "-done"))
        let command = try story.begin(on: copy, case: 0)
        before = try State(of: copy, known: secrets)
        let outcome = try copy.watch(command)
        guard outcome.status == 0 else { throw Machine.Problem.fails("\(story.name): \(outcome.messages)") }
        points = outcome.points
        after = try State(of: copy, known: secrets)
        file = try story.file.map { try copy.text($0) }
        try copy.remove()
    }
}

extension Story {
    /// Prepares what each case needs anew, and gives its command.
    func begin(on machine: Machine, case number: Int) throws -> [String] {
        for command in anew { try machine.succeed(Self.command(command, case: number)) }
        return Self.command(command, case: number)
    }
}
