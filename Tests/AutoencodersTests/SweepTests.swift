import Autoencoders
import Configuration
import Testing

@Suite("Sweeps")
struct SweepTests {
  private func names(_ yaml: String) throws -> [String] {
    try configuration(parsing: yaml, name: "a.sweep.yaml") { try SweepSettings($0) }
      .settings.points.map(\.name)
  }

  private let values = "values:\n  latent: [8, 16]\n  loss.beta: [1, 4]\n"

  @Test func `A grid is all combinations, an ablation one value at a time`() throws {
    #expect(
      try names("base: vae\n" + values) == [
        "latent-8_loss.beta-1", "latent-8_loss.beta-4", "latent-16_loss.beta-1",
        "latent-16_loss.beta-4",
      ])
    #expect(
      try names("base: vae\nsearch: one\n" + values)
        == ["latent-8", "latent-16", "loss.beta-1", "loss.beta-4"])
  }

  @Test func `What is drawn are different combinations, the same for a seed`() throws {
    let all = Set(try names("base: vae\n" + values))
    let drawn = try names("base: vae\nsearch: random\ndraws: 3\n" + values)
    #expect(Set(drawn).count == 3 && all.isSuperset(of: drawn))
    #expect(try names("base: vae\nsearch: random\ndraws: 3\n" + values) == drawn)
    #expect(try names("base: vae\nsearch: random\n" + values).count == 4)
  }

  @Test func `Lists are values too, and no name of a file leaves its folder`() throws {
    #expect(
      try names("base: vae\nvalues: {hidden: ['[128, 64]', ../up]}\n")
        == ["hidden-.128..64.", "hidden-...up"])
  }

  @Test(arguments: [
    "base: vae", "base: ../vae\nvalues: {latent: [1]}", "base: vae\nvalues: {latent: []}",
    "base: vae\nvalues: {latent: [1, 1]}", "base: vae\nvalues: {latent: 3}",
    "base: vae\nsearch: all\nvalues: {latent: [1]}", "values: {latent: [1]}",
  ])
  func `What stands for nothing is refused`(yaml: String) {
    #expect(throws: ConfigurationError.self) { try names(yaml) }
  }
}
