internal import Foundation

/// How the learning rate of an epoch follows from its number, as PyTorch's schedulers do when they
/// are called once an epoch. ``PlateauSchedule`` is another matter: it looks at losses.
public enum RateSchedule: Sendable, Equatable {
  /// Always the same.
  case constant
  /// Half a wave down to a share `end` of the first rate after the last epoch
  /// (Loshchilov & Hutter 2017, arXiv 1608.03983): PyTorch's `CosineAnnealingLR`.
  case cosine(end: Double)
  /// Times `factor` every so many epochs: PyTorch's `StepLR`.
  case step(every: Int, factor: Double)

  /// What the first rate is multiplied by in an epoch.
  ///
  /// - Parameters:
  ///   - epoch: From 0.
  ///   - epochs: How many there are in all.
  public func factor(epoch: Int, of epochs: Int) -> Double {
    switch self {
    case .constant: 1
    case .cosine(let end):
      end + (1 - end) * (1 + cos(.pi * Double(min(epoch, epochs)) / Double(max(epochs, 1)))) / 2
    case .step(let every, let factor): pow(factor, Double(epoch / every))
    }
  }
}
