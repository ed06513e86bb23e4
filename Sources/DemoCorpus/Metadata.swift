import Composition

/// The catalogue of a corpus as CSV (RFC 4180): every song's labels, joined by id.
func metadata(of plans: [SongPlan]) -> String {
  let rows = plans.map { plan in
    [
      plan.id, plan.title.text, plan.artist.name, plan.language.name, plan.genre.rawValue,
      String(plan.year),
    ]
  }
  return ([["song_id", "title", "artist", "language", "genre", "year"]] + rows)
    .map { $0.map(quoted).joined(separator: ",") + "\n" }.joined()
}

/// A field, in quotes where it needs them.
private func quoted(_ field: String) -> String {
  guard field.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return field }
  return "\"\(field.replacing("\"", with: "\"\""))\""
}
