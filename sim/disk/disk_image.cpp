#include "sim/disk/disk_image.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "engine/base/assert.hpp"
#include "engine/base/hash.hpp"

namespace wedsync::sim {
namespace {

constexpr std::uint64_t kDiskSectorBytes = 512;

/// The end of the sector that `position` is in.
std::uint64_t sector_end(std::uint64_t position, std::uint64_t sector_bytes) {
    return (position / sector_bytes + 1) * sector_bytes;
}

std::size_t index(std::uint64_t position) {
    return static_cast<std::size_t>(position);
}

}  // namespace

void DiskFaultCounts::add(const DiskFaultCounts& other) {
    for (std::size_t kind = 0; kind < kDiskFaultKinds; ++kind) {
        by_kind[kind] += other.by_kind[kind];
    }
}

std::uint64_t DiskFaultCounts::total() const {
    std::uint64_t sum = 0;
    for (const std::uint64_t count : by_kind) {
        sum += count;
    }
    return sum;
}

std::optional<FileId> DiskImage::find(std::string_view name) const {
    const auto found = names_.find(name);
    return found == names_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<std::string> DiskImage::names() const {
    std::vector<std::string> result;
    for (const auto& [name, file] : names_) {
        result.push_back(name);
    }
    return result;
}

const Bytes& DiskImage::current(FileId file) const {
    const auto found = files_.find(file);
    WEDSYNC_ASSERT(found != files_.end());
    return found->second.current;
}

const Bytes& DiskImage::durable(FileId file) const {
    const auto found = files_.find(file);
    WEDSYNC_ASSERT(found != files_.end());
    return found->second.durable;
}

std::size_t DiskImage::pending_count() const {
    std::size_t count = 0;
    for (const auto& [id, file] : files_) {
        count += file.pending.size();
    }
    return count;
}

std::uint64_t DiskImage::bytes() const {
    std::uint64_t sum = 0;
    for (const auto& [name, file] : names_) {
        sum += current(file).size();
    }
    return sum;
}

std::uint64_t DiskImage::hash() const {
    std::uint64_t sum = 0;
    for (const auto* names : {&names_, &durable_names_}) {
        for (const auto& [name, file] : *names) {
            sum = hash64(as_bytes(name), sum);
            sum = hash64(current(file), sum);
            sum = hash64(durable(file), sum);
        }
    }
    return sum;
}

void DiskImage::write_to(Bytes& content, std::uint64_t offset, BytesView data) {
    const std::size_t end = index(offset) + data.size();
    if (content.size() < end) {
        content.resize(end, 0);
    }
    std::copy(data.begin(), data.end(), content.begin() + static_cast<std::ptrdiff_t>(offset));
}

void DiskImage::apply_to(Bytes& content, const Unsynced& change) {
    if (change.is_truncation) {
        content.resize(index(change.offset), 0);
    } else {
        write_to(content, change.offset, change.data);
    }
}

void DiskImage::apply(const DiskOp& op) {
    if (op.kind == DiskOpKind::kDelete) {
        names_.erase(op.name);
        if (op.is_directory_synced) {
            sync_names();
        }
        return;
    }
    if (op.kind == DiskOpKind::kCreate) {
        WEDSYNC_ASSERT(op.file == next_file_);
        ++next_file_;
        files_.try_emplace(op.file);
        names_.insert_or_assign(op.name, op.file);
        return;
    }
    const auto found = files_.find(op.file);
    WEDSYNC_ASSERT(found != files_.end());
    File& file = found->second;
    if (op.kind == DiskOpKind::kWrite || op.kind == DiskOpKind::kTruncate) {
        file.pending.push_back({op.kind == DiskOpKind::kTruncate, op.offset, op.data});
        apply_to(file.current, file.pending.back());
        return;
    }
    Prng prng(op.offset);
    for (const Unsynced& change : file.pending) {
        if (op.kind == DiskOpKind::kSync || prng.chance(500)) {
            apply_to(file.durable, change);
        }
    }
    file.pending.clear();
    if (op.is_directory_synced) {
        sync_names();
    } else if (op.kind == DiskOpKind::kSync) {
        for (const auto& [name, id] : names_) {
            if (id == op.file) {
                durable_names_.insert_or_assign(name, id);
            }
        }
    }
}

void DiskImage::tear(File& file, const Unsynced& change, const CutOptions& options, Prng& prng,
                     DiskFaultCounts& counts) {
    Bytes& content = file.durable;
    const std::uint64_t end = change.offset + change.data.size();
    const std::uint64_t old_length = content.size();
    if (end > old_length && prng.chance(250)) {
        content.resize(index(end), 0);
        counts.add(DiskFault::kZeroTail);
        return;
    }
    const bool is_prefix = prng.chance(500);
    bool is_kept = true;
    for (std::uint64_t at = change.offset; at < end;) {
        const std::uint64_t stop = std::min(end, sector_end(at, kDiskSectorBytes));
        is_kept = is_prefix ? is_kept && prng.chance(600) : prng.chance(500);
        if (is_kept) {
            const BytesView data(change.data);
            write_to(content, at, data.subspan(index(at - change.offset), index(stop - at)));
        }
        at = stop;
    }
    counts.add(DiskFault::kTornWrite);
    if (options.is_powersafe) {
        return;
    }
    const std::uint64_t first = change.offset / options.sector_bytes * options.sector_bytes;
    const std::uint64_t last =
        std::min<std::uint64_t>(content.size(), sector_end(end - 1, options.sector_bytes));
    const auto fill = static_cast<std::uint8_t>(prng.chance(500) ? 0 : prng.below(256));
    for (std::uint64_t at = first; at < last; ++at) {
        if (at < change.offset || at >= end) {
            content[index(at)] = fill;
        }
    }
    counts.add(DiskFault::kSectorDamaged);
}

void DiskImage::cut_file(File& file, const CutOptions& options, Prng& prng,
                         DiskFaultCounts& counts) {
    for (const Unsynced& change : file.pending) {
        const bool is_lost = options.damage == Damage::kPowerCut || prng.chance(400);
        if (is_lost) {
            counts.add(DiskFault::kDroppedWrite);
        } else if (options.damage == Damage::kPowerCutTorn && !change.is_truncation &&
                   !change.data.empty() && prng.chance(500)) {
            tear(file, change, options, prng, counts);
        } else {
            apply_to(file.durable, change);
        }
    }
}

void DiskImage::sync_names() {
    durable_names_ = names_;
}

void DiskImage::cut_names(Damage damage, Prng& prng, DiskFaultCounts& counts) {
    std::set<std::string> changed;
    for (const auto* names : {&names_, &durable_names_}) {
        for (const auto& [name, file] : *names) {
            const auto now = names_.find(name);
            const auto safe = durable_names_.find(name);
            if (now == names_.end() || safe == durable_names_.end() ||
                now->second != safe->second) {
                changed.insert(name);
            }
        }
    }
    for (const std::string& name : changed) {
        if (damage != Damage::kPowerCut && prng.chance(500)) {
            continue;
        }
        counts.add(DiskFault::kNameReverted);
        const auto safe = durable_names_.find(name);
        if (safe == durable_names_.end()) {
            names_.erase(name);
        } else {
            names_.insert_or_assign(name, safe->second);
        }
    }
}

void DiskImage::restart(const CutOptions& options, Prng& prng, DiskFaultCounts& counts) {
    if (options.damage == Damage::kProcessCrash) {
        return;
    }
    cut_names(options.damage, prng, counts);
    durable_names_ = names_;
    drop_unnamed();
    for (auto& [id, file] : files_) {
        cut_file(file, options, prng, counts);
        file.current = file.durable;
        file.pending.clear();
    }
}

void DiskImage::drop_unnamed() {
    std::set<FileId> named;
    for (const auto& [name, file] : names_) {
        named.insert(file);
    }
    std::erase_if(files_, [&](const auto& entry) { return !named.contains(entry.first); });
}

void DiskImage::put(std::string_view name, const Bytes& content) {
    const FileId file = next_file_++;
    files_.insert_or_assign(file, File{.current = content, .durable = content, .pending = {}});
    names_.insert_or_assign(std::string(name), file);
    durable_names_.insert_or_assign(std::string(name), file);
}

void DiskImage::remove(std::string_view name) {
    for (auto* names : {&names_, &durable_names_}) {
        const auto found = names->find(name);
        if (found != names->end()) {
            names->erase(found);
        }
    }
}

bool DiskImage::flip_bit(std::string_view name, std::uint64_t offset, std::uint32_t bit) {
    const std::optional<FileId> id = find(name);
    if (!id) {
        return false;
    }
    File& file = files_.find(*id)->second;
    bool is_flipped = false;
    for (Bytes* content : {&file.current, &file.durable}) {
        if (offset < content->size()) {
            std::uint8_t& byte = (*content)[index(offset)];
            byte = static_cast<std::uint8_t>(byte ^ (1U << (bit % 8)));
            is_flipped = true;
        }
    }
    return is_flipped;
}

}  // namespace wedsync::sim
