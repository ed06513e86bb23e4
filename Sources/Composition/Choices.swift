internal import Randomness

extension Generator {
  /// One of the values, each as likely; there must be one.
  mutating func element<Element>(of values: [Element]) -> Element {
    values[integer(below: values.count)]
  }

  /// Whether something happens that has this probability.
  mutating func chance(_ probability: Double) -> Bool { uniform() < probability }

  /// One of the values, each as likely as its weight among the sum of weights, which is positive.
  mutating func element<Element>(of values: [(value: Element, weight: Double)]) -> Element {
    var rest = uniform() * values.reduce(0) { $0 + $1.weight }
    for (value, weight) in values.dropLast() {
      rest -= weight
      if rest < 0 { return value }
    }
    return values[values.count - 1].value
  }
}
