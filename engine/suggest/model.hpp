#pragma once

#include <array>
#include <cstdint>

#include "engine/base/bytes.hpp"
#include "engine/base/result.hpp"
#include "engine/suggest/calibrate.hpp"
#include "engine/suggest/features.hpp"
#include "engine/suggest/personal.hpp"
#include "engine/suggest/trees.hpp"

namespace wedsync::suggest {

/// What is known beside the disagreement itself; it decides which trees and thresholds hold.
enum class Knowledge : std::uint8_t {
    kCold = 0,     ///< Nothing.
    kHistory = 1,  ///< How earlier ones were settled; nothing was answered in this sync.
    kSession = 2,  ///< And what was answered in this sync.
};
inline constexpr std::size_t kKnowledges = 3;
[[nodiscard]] Knowledge knowledge_of(const ConflictFacts& facts);

/// The precisions that thresholds are kept for.
inline constexpr std::array<double, 3> kPrecisionTargets{0.90, 0.95, 0.99};

/// A confidence from which on the suggestions that were right in training were as many as the
/// target says, by a bound; above 1: there is none.
using Thresholds = std::array<float, kPrecisionTargets.size()>;

/// All that training made: the artefact.
struct Model {
    Trees cold;      ///< For Knowledge::kCold.
    Trees informed;  ///< For the others.
    std::array<Calibration, kKnowledges> calibrations{};
    std::array<Thresholds, kKnowledges> thresholds{};
    /// Where nothing is proved: from here on the calibrated confidence is on average the target.
    /// Good enough to show a suggestion, never to apply one.
    std::array<Thresholds, kKnowledges> estimates{};
    PersonalWeights personal{};
    std::uint64_t checksum = 0;  ///< Of its bytes: names the model.

    /// What the trees say after calibration.
    [[nodiscard]] Margins margins(std::span<const float> features, Knowledge knowledge) const;
    /// The confidence an automatic decision needs for this precision; above 1: never.
    [[nodiscard]] double threshold(Knowledge knowledge, double precision) const;
    /// For showing: the proved thresholds, and estimates where there is none.
    [[nodiscard]] Thresholds shown_thresholds(Knowledge knowledge) const;
    friend bool operator==(const Model&, const Model&) = default;
};

inline constexpr std::size_t kModelBytesMax = std::size_t{64} * 1024;

/// The artefact's bytes. Leaf values are rounded to 16 bits: decode() gives what is shipped. Fails
/// with kTooLarge beyond kModelBytesMax, kInvalid for what it cannot hold.
[[nodiscard]] Result<Bytes> encode_model(const Model& model);
/// Fails with kCorrupt, kTooLarge, or kNewerFormat where it was made for features this program does
/// not have.
[[nodiscard]] Result<Model> decode_model(BytesView bytes);

}  // namespace wedsync::suggest
