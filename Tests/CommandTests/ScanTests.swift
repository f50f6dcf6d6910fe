import Foundation
import Testing

@testable import GoogleSandbox

/// Secrets that lie about, found by the real executable.
@Suite struct ScanTests {
    @Test func `what git keeps is found with the commit that brought it, also what no branch reaches`() async throws {
        try await withOperator { person, google in
            let (client, token) = try await person.imported(google)
            try person.write("run.sh", Self.repository)
            try await person.shell("run.sh", token, client.secret)

            let outcome = try await person.fails(20, "scan", "repo", "--json", saysError: false)
            let commits = try String(contentsOf: person.path("commits"), encoding: .utf8).split(separator: "\n").map(
                String.init
            )
            let found = Set(
                outcome.array.map {
                    "\($0["path"] ?? ""):\($0["line"] ?? "") \($0["commit"] ?? "") \($0["kind"] ?? "")"
                }
            )
            #expect(found.contains("repo/ads.yaml:2 \(commits[0]) refreshToken"))
            #expect(found.contains("repo/(commit):8 \(commits[1]) clientSecret"))
            #expect(found.contains("repo/sub/dir/k8s.yaml:1 \(commits[2]) refreshToken"))
            #expect(found.contains { $0.hasPrefix("repo/.git:") && $0.hasSuffix("<null> refreshToken") })
            #expect(found.contains("repo/evil.txt:2 \(commits[3]) refreshToken"))
            #expect(found.count == 5)
            #expect(Set(outcome.array.compactMap { $0["credential"] as? String }) == ["ann"])
            #expect(!outcome.output.contains(token) && !outcome.errors.contains(token))

            #expect(try await person.succeeds("scan", "repo", "--no-history", "--json").array.isEmpty)
            // An import of what git keeps says so.
            try person.write(
                "repo/ads.yaml",
                "client_id: \(client.id)\nclient_secret: \(client.secret)\nrefresh_token: \(token)\n"
            )
            let told = try await person.succeeds("import", "repo/ads.yaml", "--shred")
            #expect(told.errors.contains("git keeps repo/ads.yaml in its history"))
            #expect(!FileManager.default.fileExists(atPath: person.path("repo/ads.yaml").path))
        }
    }

    @Test func `links are not followed, and what cannot be looked at is said`() async throws {
        try await withOperator { person, google in
            let (_, token) = try await person.imported(google)
            for folder in ["inside", "outside"] {
                try FileManager.default.createDirectory(at: person.path(folder), withIntermediateDirectories: false)
            }
            try person.write("outside/token", token)
            try FileManager.default.createSymbolicLink(
                at: person.path("inside/file"),
                withDestinationURL: person.path("outside/token")
            )
            try FileManager.default.createSymbolicLink(
                at: person.path("inside/folder"),
                withDestinationURL: person.path("outside")
            )
            try FileManager.default.createSymbolicLink(
                at: person.path("inside/loop"),
                withDestinationURL: person.path("inside")
            )
            #expect(try await person.succeeds("scan", "inside", "--json").array.isEmpty)
            // What a person names is followed.
            #expect(try await person.fails(20, "scan", "inside/file", "--json", saysError: false).array.count == 1)

            var long = Data(count: 17 << 20)
            long.append(Data(token.utf8))
            try long.write(to: person.path("inside/long"))
            let left = try await person.succeeds("scan", "inside", "--json")
            #expect(left.errors.contains("not looked at: inside/long: binary, and longer than 16 MiB"))
            // A text of that length is looked at, to its end.
            var text = Data(repeating: UInt8(ascii: "x"), count: 17 << 20)
            text[5] = UInt8(ascii: "\n")
            text.append(Data("\n\(token)".utf8))
            try text.write(to: person.path("inside/long"))
            #expect(
                try await person.fails(20, "scan", "inside", "--json", saysError: false).array.map {
                    $0["line"] as? Int
                } == [3]
            )
            try await person.fails(2, "scan", "nowhere")
        }
    }

    @Test func `what is compressed is named and counted as not looked into, in git's history too`() async throws {
        try await withOperator { person, google in
            let (_, token) = try await person.imported(google)
            try person.write(
                "run.sh",
                """
                set -e
                mkdir files && printf '%s' "$1" | gzip > files/ads.gz && echo text > files/text
                git init -q files && cd files && git add . && rm text
                """
            )
            try await person.shell("run.sh", token)
            let outcome = try await person.succeeds("scan", "files", "--json")
            #expect(outcome.array.isEmpty)
            #expect(outcome.errors.contains("not looked at: files/ads.gz: compressed (gzip)"))
            #expect(outcome.errors.contains("not looked at: files/.git: 1 objects: compressed (gzip)"))
            #expect(outcome.errors.contains("and 1 objects of git, and not into what is compressed: 2"))
        }
    }

    @Test func `a repository that git cannot read is not one in which nothing was found`() async throws {
        try await withOperator { person, google in
            _ = try await person.imported(google)
            try FileManager.default.createDirectory(at: person.path("broken/.git"), withIntermediateDirectories: true)
            let outcome = try await person.fails(22, "scan", "broken", "--json", saysError: false)
            #expect(outcome.errors.contains("not looked at: broken/.git: its history:"))
            #expect(outcome.array.isEmpty)
            let withoutGit = try await person.run(["scan", "broken", "--json"], ["PATH": "/nowhere"])
            #expect(withoutGit.status == 22)
            #expect(withoutGit.errors.contains("there is no git here"))
        }
    }

    @Test func `a repository that git cannot read is no part of the one around it`() async throws {
        try await withOperator { person, google in
            _ = try await person.imported(google)
            try person.write("run.sh", "git init -q $1; git init -q $1/broken; rm $1/broken/.git/HEAD")
            try await person.shell("run.sh", "around")
            let outcome = try await person.fails(22, "scan", "around", "--json", saysError: false)
            #expect(outcome.errors.contains("not looked at: around/broken/.git: its history:"))
        }
    }

    @Test func `an object that git cannot give is not one in which nothing was found`() async throws {
        try await withOperator { person, google in
            let (client, token) = try await person.imported(google)
            try person.write(
                "run.sh",
                Self.repository + """

                    rm -rf .git/refs .git/logs && mkdir .git/refs
                    for object in .git/objects/??/*; do chmod u+w $object && echo damaged > $object; done
                    """
            )
            try await person.shell("run.sh", token, client.secret)
            let outcome = try await person.fails(22, "scan", "repo", "--json", saysError: false)
            #expect(outcome.array.isEmpty)
            #expect(outcome.errors.contains("not looked at: repo/.git: its history: git cannot read "))
        }
    }

    @Test func `where git does not tell of commits, what was found is told by its object`() async throws {
        try await withOperator { person, google in
            let (client, token) = try await person.imported(google)
            // A setting that names a file which is not there is nothing to stop at.
            try person.write("run.sh", Self.repository + "\ngit config diff.orderFile nothere\n")
            try await person.shell("run.sh", token, client.secret)
            let whole = try await person.fails(20, "scan", "repo", "--json", saysError: false)
            #expect(whole.array.contains { $0["path"] as? String == "repo/ads.yaml" })
            #expect(!whole.errors.contains("not looked at"))

            try person.write(
                "break.sh",
                "cd repo && o=$(git rev-parse main) && rm -f .git/objects/${o%${o#??}}/${o#??}"
            )
            try await person.shell("break.sh", token)
            let outcome = try await person.fails(20, "scan", "repo", "--json", saysError: false)
            #expect(outcome.array.contains { ($0["path"] as? String)?.hasPrefix("repo/.git:") == true })
            #expect(Set(outcome.array.compactMap { $0["credential"] as? String }) == ["ann"])
            #expect(outcome.errors.contains("not looked at: repo/.git: its history: its commits: "))
        }
    }

    @Test func `beside objects a repository's own files are looked at, and those of its submodules`() async throws {
        try await withOperator { person, google in
            let (client, token) = try await person.imported(google)
            try person.write("run.sh", Self.files)
            try await person.shell("run.sh", token, client.secret)
            let found = try await person.fails(20, "scan", "repo", "--json", saysError: false)
            #expect(
                Set(found.array.compactMap { $0["path"] as? String }) == [
                    "repo/.git/config", "repo/.git/hooks/pre-push", "repo/.git/lfs/objects/ab/cd",
                    "repo/.git/modules/sub/token",
                ]
            )
            #expect(!found.errors.contains("not looked at"))
            let bare = try await person.fails(20, "scan", "bare", "--json", saysError: false)
            #expect(Set(bare.array.compactMap { $0["path"] as? String }) == ["bare/token"])
        }
    }

    @Test func `what a submodule or a second work tree keeps is told once`() async throws {
        try await withOperator { person, google in
            let (client, token) = try await person.imported(google)
            try person.write("run.sh", Self.nested)
            try await person.shell("run.sh", token, client.secret)
            let found = try await person.fails(20, "scan", "all", "--json", saysError: false)
            let places = found.array.map { "\($0["path"] ?? "") \($0["kind"] ?? "")" }
            #expect(places.sorted() == ["all/linked/secret clientSecret", "all/repo/sub/token refreshToken"])
            #expect(!found.errors.contains("not looked at"))
        }
    }

    @Test func `a link to a file that git keeps is told of at its import`() async throws {
        try await withOperator { person, google in
            let (client, token) = try await person.imported(google)
            try person.write("run.sh", Self.repository)
            try await person.shell("run.sh", token, client.secret)
            try person.write(
                "repo/ads.yaml",
                "client_id: \(client.id)\nclient_secret: \(client.secret)\nrefresh_token: \(token)\n"
            )
            try FileManager.default.createSymbolicLink(
                at: person.path("link.yaml"),
                withDestinationURL: person.path("repo/ads.yaml")
            )
            let told = try await person.succeeds("import", "link.yaml")
            #expect(told.errors.contains("git keeps link.yaml in its history"))
        }
    }

    @Test func `what PowerShell writes and what base64 breaks into lines is found`() async throws {
        try await withOperator { person, google in
            let (_, token) = try await person.imported(google)
            try FileManager.default.createDirectory(at: person.path("files"), withIntermediateDirectories: false)
            let text = "\u{FEFF}a: b\r\nrefresh_token: \(token)\r\n"
            try #require(text.data(using: .utf16LittleEndian)).write(to: person.path("files/ads.ps1"))
            let base64 = Data("refresh_token: \(token)\n".utf8).base64EncodedString(options: [
                .lineLength64Characters, .endLineWithLineFeed,
            ])
            try person.write("files/ads.b64", base64)
            let found = try await person.fails(20, "scan", "files", "--json", saysError: false).array
            #expect(
                Set(found.map { "\($0["path"] ?? ""):\($0["line"] ?? "") \($0["credential"] ?? "")" }) == [
                    "files/ads.ps1:2 ann", "files/ads.b64:1 ann",
                ]
            )
        }
    }

    @Test func `a repository's own settings start no program`() async throws {
        try await withOperator { person, google in
            let (client, token) = try await person.imported(google)
            try person.write("run.sh", Self.repository)
            try await person.shell("run.sh", token, client.secret)
            try person.write("trap", "#!/bin/sh\ntouch '\(person.path("sprung").path)'\ncat\n", 0o700)
            let trap = person.path("trap").path
            try person.write(
                "repo/.git/config",
                """
                [core]
                    repositoryformatversion = 0
                    fsmonitor = \(trap)
                    pager = \(trap)
                    hooksPath = \(person.folder.path)
                [diff]
                    external = \(trap)
                [diff "x"]
                    textconv = \(trap)
                    command = \(trap)
                [filter "x"]
                    smudge = \(trap)
                    clean = \(trap)
                [pager]
                    log = \(trap)
                [log]
                    showSignature = true
                [gpg]
                    program = \(trap)
                """
            )
            try person.write("repo/.gitattributes", "* diff=x filter=x\n")
            try await person.fails(20, "scan", "repo", saysError: false)
            try person.write(
                "repo/ads.yaml",
                "client_id: \(client.id)\nclient_secret: \(client.secret)\nrefresh_token: \(token)\n"
            )
            try await person.succeeds("import", "repo/ads.yaml")
            #expect(!FileManager.default.fileExists(atPath: person.path("sprung").path))
        }
    }

    /// A repository that has dropped a client secret, with a second work tree, and a submodule that has dropped a token.
    private static let nested = #"""
        set -e
        export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
        git init -q other && cd other && printf '%s' "$1" > token && git add . && git commit -qm one
        git rm -q token && git commit -qm two --allow-empty && cd ..
        mkdir all && git init -q all/repo && cd all/repo
        printf '%s' "$2" > secret && git add . && git commit -qm one && git rm -q secret && git commit -qm two
        git -c protocol.file.allow=always submodule --quiet add ../../other sub && git commit -qm three
        git worktree add -q ../linked
        rm -rf ../../other
        """#

    /// A repository with secrets in its own files, and a submodule whose work tree is gone; and a bare one that has a commit.
    private static let files = #"""
        set -e
        export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
        git init -q other && cd other && printf '%s' "$1" > token && git add . && git commit -qm one && cd ..
        git clone -q --bare other bare
        git init -q repo && cd repo && git commit -q --allow-empty -m empty
        git config x.token "$1"
        printf '#!/bin/sh\necho %s' "$1" > .git/hooks/pre-push
        mkdir -p .git/lfs/objects/ab .git/modules && printf '%s' "$1" > .git/lfs/objects/ab/cd
        mv ../other/.git .git/modules/sub && git config -f .git/modules/sub/config core.worktree ../../../sub
        rm -r ../other
        """#

    /// A repository in which a token was taken out again, lies in a branch, comes by a merge and is dropped, and a message has a client secret.
    private static let repository = #"""
        set -e
        export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
        git init -q -b main repo && cd repo
        printf 'a: b\nrefresh_token: %s\n' "$1" > ads.yaml
        git add . && git commit -qm one && git rev-parse HEAD > ../commits
        git rm -q ads.yaml && git commit -qm "two

        secret $2" && git rev-parse HEAD >> ../commits
        git checkout -q -b side && mkdir -p sub/dir
        printf 'token: %s' "$(printf '%s' "$1" | base64 -w0)" > sub/dir/k8s.yaml
        git add . && git commit -qm three && git rev-parse HEAD >> ../commits
        git checkout -q -b merged main && git merge -q --no-ff --no-commit side
        printf 'x\n%s\n' "$1" > evil.txt
        git add . && git commit -qm four && git rev-parse HEAD >> ../commits
        git checkout -q main
        printf 'dropped %s' "$1" | git hash-object -w --stdin > /dev/null
        """#
}

extension Operator {
    /// A token and its client, which are in the vault under the name `ann`.
    fileprivate func imported(_ google: Google) async throws -> (client: Client, token: String) {
        let (client, token) = try await oldToken(google)
        try write("first.yaml", "client_id: \(client.id)\nclient_secret: \(client.secret)\nrefresh_token: \(token)\n")
        try await succeeds("import", "first.yaml", "--name", "ann", "--shred")
        return (client, token)
    }

    /// Runs a script of the operator's folder.
    fileprivate func shell(_ script: String, _ arguments: String...) async throws {
        let process = process([])
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = [script] + arguments
        let outcome = try await finish(process)
        try #require(outcome.status == 0, "\(outcome.errors)")
    }
}
