#include <algorithm>
#include <set>
#include <utility>
#include <variant>

#include "engine/base/assert.hpp"
#include "tests/support/random_model.hpp"

namespace wedsync::test {

message::Verdict RandomModel::verdict() {
    message::Verdict verdict;
    verdict.dot = dot();
    verdict.kind = static_cast<message::Verdict::Kind>(prng_.below(4));
    if (verdict.kind == message::Verdict::Kind::kRefused) {
        verdict.reason = static_cast<RefusalReason>(prng_.between(1, 7));
    }
    if (verdict.kind == message::Verdict::Kind::kMissing) {
        for (std::uint64_t i = prng_.between(1, 3); i > 0; --i)
            verdict.missing.push_back(dot());
    }
    return verdict;
}

merge::Bucket RandomModel::bucket() {
    merge::Bucket bucket;
    for (std::uint64_t level = prng_.below(merge::kBucketLevelMax); level > 0; --level)
        bucket =
            merge::part_of(bucket, static_cast<std::size_t>(prng_.below(merge::kBucketFanOut)));
    return bucket;
}

std::vector<merge::Bucket> RandomModel::buckets() {
    std::vector<merge::Bucket> buckets;
    for (std::uint64_t i = prng_.below(6); i > 0; --i)
        buckets.push_back(bucket());
    return buckets;
}

std::vector<merge::RecordState> RandomModel::states() {
    std::vector<merge::RecordState> states;
    for (std::uint64_t i = prng_.below(20); i > 0; --i)
        states.push_back(state());
    return states;
}

Whereabouts RandomModel::whereabouts() {
    Whereabouts where;
    where.activity = static_cast<Activity>(prng_.below(4));
    if (prng_.chance(600)) where.record = record();
    if (prng_.chance(500)) {
        const auto collection = static_cast<std::uint16_t>(prng_.below(65'536));
        where.field = FieldId{collection, static_cast<std::uint16_t>(prng_.below(65'536))};
    }
    return where;
}

Extent RandomModel::extent() {
    Extent extent;
    extent.collection = static_cast<std::uint16_t>(prng_.below(65'536));
    const auto field = static_cast<std::uint16_t>(prng_.between(1, 65'535));
    switch (prng_.below(5)) {
        case 0:
            extent.part = extent::One{record()};
            break;
        case 1:
            extent.part = extent::One{record(), field};
            break;
        case 2: {
            std::set<RecordId> records{record()};
            for (std::uint64_t i = prng_.below(6); i > 0; --i)
                records.insert(record());
            extent.part = extent::Some{{records.begin(), records.end()}};
            break;
        }
        case 3: {
            const auto first = static_cast<std::int64_t>(prng_.next());
            const auto last = static_cast<std::int64_t>(prng_.next());
            extent.part = extent::Numbers{field, std::min(first, last), std::max(first, last)};
            break;
        }
        default:
            extent.part = extent::All{};
    }
    return extent;
}

Message RandomModel::message(std::size_t kind) {
    const ScopeId scope{prng_.next() >> prng_.below(64)};
    const Epoch epoch{prng_.next()};
    const Position position{prng_.below(1'000'000)};
    const Cursor cursor{epoch, position};
    const auto small = static_cast<std::uint16_t>(prng_.below(65'536));
    const auto medium = static_cast<std::uint32_t>(prng_.next());
    const auto maybe_set = [&]() -> std::optional<DotSet> {
        if (prng_.chance(500)) return std::nullopt;
        return dot_set();
    };
    const auto maybe_record = [&]() -> std::optional<RecordId> {
        if (prng_.chance(500)) return std::nullopt;
        return record();
    };
    switch (kind) {
        case 0:
            return message::Hello{small, 1, medium, text(40), text(80)};
        case 1:
            return message::Welcome{small, epoch, medium, prng_.next()};
        case 2:
            return message::Subscribe{scope, cursor, maybe_set(), prng_.chance(500)};
        case 3:
            return message::Resync{scope, epoch, position, dot_set(), dot_set()};
        case 4: {
            message::Push push{scope, prng_.next(), prng_.chance(200), lane_infos(), {}, {}, {}};
            push.changes =
                changes(prng_.chance(600) ? 1 : static_cast<std::size_t>(prng_.below(40)));
            for (std::uint64_t i = prng_.below(3); i > 0; --i)
                push.withdrawn.push_back(dot());
            if (prng_.chance(200)) push.signature = Bytes(64, 0xA5);
            return push;
        }
        case 5: {
            message::PushResult result{scope, prng_.next(), {}, medium};
            for (std::uint64_t i = prng_.below(9); i > 0; --i) {
                message::Verdict one = verdict();
                const std::uint64_t run = one.missing.empty() ? prng_.between(1, 4) : 1;
                for (std::uint64_t j = 0; j < run; ++j) {
                    result.verdicts.push_back(one);
                    if (one.dot.counter < kCounterMax) ++one.dot.counter;
                }
            }
            return result;
        }
        case 6: {
            const Position to{position.value() + prng_.below(100)};
            message::Page page{scope,
                               epoch,
                               position,
                               to,
                               Position{to.value() + prng_.below(9)},
                               lane_infos(),
                               entries(static_cast<std::size_t>(prng_.below(60)))};
            if (prng_.chance(300)) page.thinned = {dot_set(), dot_set()};
            return page;
        }
        case 7:
            return message::Seen{scope, position};
        case 8:
            return message::SnapshotNeeded{scope, epoch};
        case 9:
            return message::SnapshotRequest{scope, position, maybe_record()};
        case 10:
            return message::SnapshotPart{
                scope,       epoch,       position,     maybe_record(), prng_.chance(500),
                maybe_set(), maybe_set(), lane_infos(), states()};
        case 11:
            return message::Checksum{scope, cursor, prng_.next(), prng_.next()};
        case 12: {
            message::BucketSums sums{scope, cursor, {}};
            for (std::uint64_t i = prng_.below(4); i > 0; --i)
                sums.splits.push_back({bucket(), {prng_.next(), 0, prng_.next()}});
            return sums;
        }
        case 13:
            return message::RepairRequest{scope, buckets()};
        case 14:
            return message::RepairPart{scope, cursor, buckets(), lane_infos(), states()};
        case 15:
            return message::Ping{prng_.next()};
        case 16:
            return message::Pong{prng_.next()};
        case 17:
            return message::Goodbye{small, text(60), medium};
        case 18:
            return message::Denied{scope, text(60)};
        case 19:
            return message::Presence{scope, whereabouts()};
        case 20: {
            message::Presences presences{scope, prng_.chance(300), {}};
            for (std::uint64_t i = prng_.below(5); i > 0; --i) {
                presences.present.push_back(
                    {text(20), text(20), text(20), whereabouts(), prng_.below(40'000)});
            }
            return presences;
        }
        case 21:
            return message::PresencesSeen{scope};
        case 22: {
            message::Claims claims{scope, {}};
            for (std::uint64_t i = prng_.below(5); i > 0; --i) {
                Ask& ask = claims.asks.emplace_back();
                ask = {extent(), text(20), prng_.below(kAreaLifeMsMax)};
                if (prng_.chance(400)) ask.held_ms = prng_.below(kAreaLifeMsMax);
                ask.takes_over = prng_.chance(200);
            }
            return claims;
        }
        case 23: {
            message::ClaimsTold told{scope, prng_.chance(300), {}};
            for (std::uint64_t i = prng_.below(5); i > 0; --i) {
                told.holdings.push_back({extent(), text(20), text(20), text(20), text(20),
                                         static_cast<Standing>(prng_.below(5)),
                                         prng_.below(kAreaLifeMsMax), prng_.below(kAreaLifeMsMax),
                                         text(20)});
            }
            return told;
        }
        default:
            WEDSYNC_ASSERT(kind == std::variant_size_v<Message> - 1);
            return message::ClaimsSeen{scope};
    }
}

}  // namespace wedsync::test
