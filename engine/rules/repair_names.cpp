#include "engine/rules/repair_names.hpp"

namespace wedsync::rules {

std::string_view name_of(RepairKind kind) {
    switch (kind) {
        case RepairKind::kMove:
            return "move";
        case RepairKind::kShift:
            return "shift";
        case RepairKind::kClear:
            return "clear";
        case RepairKind::kRename:
            return "rename";
        case RepairKind::kRaise:
            return "raise";
        case RepairKind::kRestore:
            return "restore";
        case RepairKind::kKeep:
            return "keep";
    }
    return {};
}

}  // namespace wedsync::rules
