package city

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Profile is a code scheme: which codes a layer takes.
type Profile string

// The profiles.
const (
	// ProfileFree takes any text of 1 to 64 characters.
	ProfileFree Profile = "free"
	// ProfileCN12 takes statistical division codes (统计用区划代码): 12 digits, or the
	// leading 6 or 9 for a county or township level.
	ProfileCN12 Profile = "cn12"
	// ProfileCN15 takes a 12-digit statistical code and a 3-digit sequence 001–999.
	ProfileCN15 Profile = "cn15"
)

// Known is true of the profiles above and of the empty one, which is free.
func (p Profile) Known() bool {
	return p == "" || p == ProfileFree || p == ProfileCN12 || p == ProfileCN15
}

// scientific is how a spreadsheet writes a long number.
var scientific = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?[eE]\+[0-9]{1,3}$`)

// MaxCode is the longest code, in characters.
const MaxCode = 64

// CheckCode tells why a code does not fit the profile; nil when it does. Bands are those
// of the statistical bureau's rules (国统字〔2009〕91号): positions 3–4 the prefecture,
// 5–6 the county, 7–9 the township, 10–12 the village. There is no check digit.
func (p Profile) CheckCode(code string) error {
	if err := checkText(code); err != nil {
		return err
	}
	switch p {
	case ProfileCN15:
		if err := digits(code, 15); err != nil {
			return err
		}
		if code[12:] == "000" {
			return badCode(code, "the sequence (digits 13–15) is 000; it runs from 001 to 999")
		}
		return bands(code, 12)
	case ProfileCN12:
		if err := digits(code, 6, 9, 12); err != nil {
			return err
		}
		return bands(code, len(code))
	default:
		return nil
	}
}

func badCode(code, why string) error {
	return Errorf(Invalid, "bad_code", "code %q: %s", code, why)
}

func checkText(code string) error {
	n := utf8.RuneCountInString(code)
	switch {
	case !utf8.ValidString(code):
		return badCode(code, "it is not valid UTF-8")
	case n == 0:
		return badCode(code, "it is empty")
	case n > MaxCode:
		return badCode(code[:MaxCode], "it is longer than 64 characters")
	case strings.TrimSpace(code) != code:
		return badCode(code, "it begins or ends with a space")
	}
	if scientific.MatchString(code) {
		return badCode(code, "it is in scientific notation: the spreadsheet that made it has destroyed the code")
	}
	for _, r := range code {
		// Codes of free layers are joined with ";" in tables.
		if unicode.IsControl(r) || r == ';' {
			return badCode(code, "it holds a control character or a semicolon")
		}
	}
	return nil
}

func digits(code string, lengths ...int) error {
	for _, r := range code {
		if r < '0' || r > '9' {
			return badCode(code, "it may hold digits only")
		}
	}
	for _, n := range lengths {
		if len(code) == n {
			return nil
		}
	}
	switch len(lengths) {
	case 1:
		return badCode(code, "it must have 15 digits")
	default:
		return badCode(code, "it must have 6, 9 or 12 digits")
	}
}

// span is an inclusive range of a part of the code.
type span struct{ lo, hi int }

// The bands of each part. Cut at county level and below a part may be zero-filled.
var (
	provinceBands   = []span{{11, 15}, {21, 23}, {31, 37}, {41, 46}, {50, 54}, {61, 65}, {71, 71}, {81, 82}}
	prefectureBands = []span{{1, 70}, {90, 90}}
	countyBands     = []span{{1, 99}}
	townBands       = []span{{1, 599}}
	villageBands    = []span{{1, 599}}
)

func bands(code string, n int) error {
	if !within(code[:2], provinceBands) {
		return badCode(code, "digits 1–2 name no province")
	}
	if !within(code[2:4], prefectureBands) && code[2:6] != "0000" {
		return badCode(code, "digits 3–4 lie outside the prefecture bands 01–70 and 90")
	}
	if !within(code[4:6], countyBands) && code[4:6] != "00" {
		return badCode(code, "digits 5–6 lie outside the county bands 01–99")
	}
	if n >= 9 && !within(code[6:9], townBands) && !zero(code[6:n]) {
		return badCode(code, "digits 7–9 lie outside the township bands 001–599")
	}
	if n >= 12 && !within(code[9:12], villageBands) && !zero(code[9:12]) {
		return badCode(code, "digits 10–12 lie outside the village bands 001–599")
	}
	return nil
}

func within(part string, spans []span) bool {
	n := 0
	for _, r := range part {
		n = n*10 + int(r-'0')
	}
	for _, s := range spans {
		if s.lo <= n && n <= s.hi {
			return true
		}
	}
	return false
}

func zero(part string) bool { return strings.Trim(part, "0") == "" }

// CheckUnder tells why a code of this profile cannot stand under the parent's code: in
// the numeric profiles a child begins with its parent's code without trailing zero parts.
func (p Profile) CheckUnder(code, parent string) error {
	if (p != ProfileCN12 && p != ProfileCN15) || parent == "" || !allDigits(parent) {
		return nil
	}
	if !strings.HasPrefix(code, significant(parent)) {
		return badCode(code, "it does not begin with the code of its parent "+parent)
	}
	return nil
}

// significant cuts the zero-filled parts off a division code: 370811000000 → 370811.
func significant(code string) string {
	for _, cut := range []int{12, 9, 6, 4, 2} {
		if len(code) > cut && zero(code[cut:]) {
			code = code[:cut]
		}
	}
	return code
}

func allDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
