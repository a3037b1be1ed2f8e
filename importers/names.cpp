#include "importers/names.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

namespace wedsync::importers {
namespace {

using Words = std::span<const std::string_view>;

constexpr std::array<std::string_view, 24> kWesternFirst{
    "Anna",  "Ben",   "Clara", "David", "Emma",  "Felix",  "Grace", "Henry",
    "Isla",  "Jack",  "Kate",  "Liam",  "Maeve", "Noah",   "Olive", "Peter",
    "Quinn", "Rosie", "Sean",  "Tess",  "Una",   "Victor", "Will",  "Zoë"};
constexpr std::array<std::string_view, 20> kWesternLast{
    "Ashby",    "Barlow",    "Carver", "Dalton", "Ellery",   "Fairley", "Garrick",
    "Holloway", "Ingram",    "Jarvis", "Kendal", "Langley",  "Merrick", "Norwood",
    "O’Dowd",   "Pemberton", "Rowe",   "Selby",  "Thornley", "Wexford"};
constexpr std::array<std::string_view, 20> kLatinFirst{
    "Adrián", "Beatriz", "Camila", "Diego",   "Elena",    "Fernão", "Gaël",
    "Hélène", "Inês",    "João",   "Lucía",   "Mateo",    "Nuño",   "Óscar",
    "Paloma", "René",    "Sofía",  "Thérèse", "Valentín", "Ximena"};
constexpr std::array<std::string_view, 18> kLatinLast{
    "Ávila",     "Barragán", "Conceição", "Durán",   "Espinós",  "Ferrão",
    "Gutiérrez", "Herrera",  "Ibáñez",    "Lefèvre", "Muñoz",    "Núñez",
    "Ordóñez",   "Peña",     "Quiñones",  "Romão",   "Saldívar", "Zúñiga"};
constexpr std::array<std::string_view, 18> kNorthFirst{
    "Åse",   "Bjørn", "Dagný", "Einar", "Freyja",  "Göran", "Håkon", "Ingrid", "Jörg",
    "Käthe", "Lárus", "Märta", "Njål",  "Øystein", "Ragna", "Søren", "Ümit",   "Ylva"};
constexpr std::array<std::string_view, 16> kNorthLast{
    "Ångström", "Bäcker", "Dæhlin",  "Eskildsen", "Förster", "Grønvold", "Höglund", "Jónsdal",
    "Krüger",   "Lindø",  "Möllner", "Næss",      "Rønning", "Schäfer",  "Sjöberg", "Vångar"};
constexpr std::array<std::string_view, 18> kEastFirst{
    "Agnieszka", "Bořek", "Darja", "Emőke", "Franjo", "Gyöngyi",  "Jiří",   "Kateřina", "László",
    "Łucja",     "Miloš", "Nađa",  "Oľga",  "Petar",  "Radosław", "Štěpán", "Vesna",    "Żaneta"};
constexpr std::array<std::string_view, 16> kEastLast{
    "Bąkowski", "Čermák", "Dvořan", "Erdős",   "Farkaš", "Gołąb", "Horváth", "Jelić",
    "Krížik",   "Lőrinc", "Mažura", "Nowicki", "Opršal", "Pešić", "Szűcs",   "Źrebiec"};
constexpr std::array<std::string_view, 20> kSouthAsianFirst{
    "Aarav",   "Bhavna", "Chetan", "Diya",   "Esha",    "Farhan", "Gauri",
    "Harsh",   "Ishaan", "Jaya",   "Kavita", "Lakshmi", "Meera",  "Nikhil",
    "Parveen", "Rohan",  "Saanvi", "Tariq",  "Usha",    "Yash"};
constexpr std::array<std::string_view, 16> kSouthAsianLast{
    "Acharya",  "Bhandari", "Chandran", "Desai",  "Ganesan", "Hussain", "Iyer",     "Joshi",
    "Kulkarni", "Mehra",    "Nair",     "Pillai", "Qureshi", "Rathore", "Sundaram", "Varma"};
constexpr std::array<std::string_view, 16> kEastAsianFirst{
    "Akira", "Bao",    "Chiho", "Đức", "Hana",    "Huệ",  "Jiho", "Kenji",
    "Linh",  "Meilin", "Ngọc",  "Ren", "Seoyeon", "Thảo", "Wei",  "Yūko"};
constexpr std::array<std::string_view, 14> kEastAsianLast{
    "Bùi", "Chen", "Đặng", "Hoshino", "Jung", "Kurosawa",    "Liáng",
    "Ng",  "Ōta",  "Phạm", "Seo",     "Tran", "Wakabayashi", "Zhào"};
constexpr std::array<std::string_view, 16> kAfricanFirst{
    "Abebe",   "Adaeze", "Chidi", "Efua",       "Fatou", "Ìyábọ̀",    "Jabari",  "Kwame",
    "Lindiwe", "Makena", "Ngozi", "Olúwatóyìn", "Sipho", "Thandeka", "Wanjiru", "Zuri"};
constexpr std::array<std::string_view, 14> kAfricanLast{
    "Adébáyọ̀", "Bekele", "Chukwu", "Diallo",   "Ekwueme", "Gebre", "Kamau",
    "Mbeki",   "Ndlovu", "Okonjo", "Ọlátúnjí", "Sesay",   "Tembo", "Zulu"};
constexpr std::array<std::string_view, 16> kLevantFirst{
    "Amira", "Basel", "Çağla",  "Dalia", "Emre", "Farid", "Gülşen", "Hadi",
    "Ilana", "İpek",  "Khalil", "Layla", "Noam", "Rania", "Şirin",  "Yusuf"};
constexpr std::array<std::string_view, 14> kLevantLast{
    "Al-Masri", "Bar-Lev", "Çelik",   "Darwish", "El-Amin", "Güneş",   "Haddad",
    "Işık",     "Khoury",  "Mansour", "Nasser",  "Özkan",   "Sabbagh", "Yıldırım"};

struct Region {
    Words first;
    Words last;
};

constexpr std::array<Region, 8> kRegions{{{kWesternFirst, kWesternLast},
                                          {kLatinFirst, kLatinLast},
                                          {kNorthFirst, kNorthLast},
                                          {kEastFirst, kEastLast},
                                          {kSouthAsianFirst, kSouthAsianLast},
                                          {kEastAsianFirst, kEastAsianLast},
                                          {kAfricanFirst, kAfricanLast},
                                          {kLevantFirst, kLevantLast}}};

/// Letters that start and end family names, so that hundreds of families differ.
constexpr std::array<std::string_view, 24> kSyllablesFirst{
    "Bel", "Cor", "Dan", "Fer", "Gal", "Har", "Kal", "Lan", "Mar", "Nor", "Pel",  "Ros",
    "Sal", "Tor", "Val", "Wen", "Zel", "Ar",  "El",  "Is",  "Or",  "Ul",  "Bran", "Stel"};
constexpr std::array<std::string_view, 24> kSyllablesLast{
    "ano",   "berg",  "dale", "dottir", "escu", "ford", "gren", "ić",
    "ides",  "iński", "kar",  "lund",   "mann", "nez",  "oğlu", "ová",
    "quist", "rão",   "sen",  "ski",    "ton",  "uela", "wal",  "yan"};

std::string_view pick(Words words, Prng& prng) {
    return words[static_cast<std::size_t>(prng.below(words.size()))];
}

const Region& region_of(std::string_view last, Prng& prng) {
    for (const Region& region : kRegions) {
        if (std::find(region.last.begin(), region.last.end(), last) != region.last.end()) {
            return region;
        }
    }
    return kRegions[static_cast<std::size_t>(prng.below(kRegions.size()))];
}

}  // namespace

PersonName make_person(Prng& prng) {
    const Region& region = kRegions[static_cast<std::size_t>(prng.below(kRegions.size()))];
    PersonName name{std::string(pick(region.first, prng)), {}};
    if (prng.chance(400)) {
        name.last = pick(kSyllablesFirst, prng);
        name.last += pick(kSyllablesLast, prng);
    } else {
        name.last = pick(region.last, prng);
    }
    return name;
}

PersonName make_relative(const PersonName& of, Prng& prng) {
    return {std::string(pick(region_of(of.last, prng).first, prng)), of.last};
}

std::string mail_part(std::string_view name) {
    std::string part;
    for (const char c : name) {
        if (c >= 'A' && c <= 'Z') part += static_cast<char>(c - 'A' + 'a');
        if (c >= 'a' && c <= 'z') part += c;
    }
    return part.empty() ? "guest" : part;
}

std::string make_phone(Prng& prng) {
    const auto number = [&](std::uint64_t first, std::uint64_t last, std::size_t digits) {
        const std::string text = std::to_string(prng.between(first, last));
        return std::string(digits - std::min(digits, text.size()), '0') + text;
    };
    const std::string area = number(201, 989, 3);
    return "+1 " + area + " 555 01" + number(0, 99, 2);
}

}  // namespace wedsync::importers
