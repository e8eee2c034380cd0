package opening

import (
	"slices"
	"strings"
	"sync"

	"github.com/redsail/redsail/data"
	"github.com/redsail/redsail/internal/city"
)

// Division is a province, city or county of the mainland, as data/codes has it.
type Division struct {
	Code     string `json:"code" doc:"six digits of GB/T 2260"`
	Name     string `json:"name"`
	En       string `json:"en" doc:"of cities: the name in English; empty = none is known"`
	Province string `json:"province" doc:"name of the province; empty for one itself"`

	pinyin string
}

// MostDivisions bounds an answer of Search.
const MostDivisions = 50

// table is the table of divisions in the order of codes.
var table = sync.OnceValue(func() []Division {
	rows := data.Divisions()
	out := make([]Division, 0, len(rows))
	province := ""
	for _, r := range rows {
		d := Division{Code: r.Code, Name: r.Name, En: r.En, pinyin: r.Pinyin}
		if strings.HasSuffix(d.Code, "0000") {
			province = d.Name
		} else {
			d.Province = province
		}
		if d.pinyin == "" {
			d.pinyin = latin(d.En)
		}
		out = append(out, d)
	}
	return out
})

// latin are the plain letters of a text in Latin letters, small.
func latin(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r - 'A' + 'a'
		case r >= 'a' && r <= 'z':
			return r
		case r == 'ü':
			return 'v'
		case r == 'ê':
			return 'e'
		}
		return -1
	}, text)
}

// province is true of a code of a province that is no city of its own.
func province(code string) bool {
	d := data.Division{Code: code}
	return d.IsProvince()
}

// rank puts cities before counties.
func rank(code string) int {
	if strings.HasSuffix(code, "00") {
		return 0
	}
	return 1
}

// Search lists the cities, then the counties, that a text may mean: a code or its beginning, a
// name or a part of it, a name in English or pinyin or its beginning. An empty text means all. At
// most limit are given; more is true where there are others.
func Search(text string, limit int) (found []Division, more bool) {
	text = strings.TrimSpace(text)
	small := latin(text)
	found = []Division{}
	for _, d := range table() {
		if province(d.Code) || !d.means(text, small) {
			continue
		}
		found = append(found, d)
	}
	slices.SortStableFunc(found, func(a, b Division) int {
		if n := rank(a.Code) - rank(b.Code); n != 0 {
			return n
		}
		return exactly(b, text, small) - exactly(a, text, small)
	})
	if len(found) > limit {
		return found[:limit], true
	}
	return found, false
}

// means tells whether a text may be meant for the division.
func (d *Division) means(text, small string) bool {
	switch {
	case text == "", strings.HasPrefix(d.Code, text), strings.Contains(d.Name, text):
		return true
	}
	return small != "" && (strings.HasPrefix(d.pinyin, small) || strings.HasPrefix(latin(d.En), small))
}

// exactly is 1 where a text is the whole of what it means.
func exactly(d Division, text, small string) int {
	if d.Code == text || d.Name == text || strings.TrimSuffix(d.Name, "市") == text || small != "" && (d.pinyin == small || latin(d.En) == small) {
		return 1
	}
	return 0
}

// Find is the city or county of a code. One that the table does not have is Invalid with code
// unknown_division, and so is a province.
func Find(code string) (Division, error) {
	i, found := slices.BinarySearchFunc(table(), code, func(d Division, code string) int { return strings.Compare(d.Code, code) })
	if !found || province(code) {
		return Division{}, city.Errorf(city.Invalid, "unknown_division", "%.20q is no code of a city or a county of the mainland (six digits of GB/T 2260)", code)
	}
	return table()[i], nil
}

// Counties are the counties of a city, in the order of codes; of a county it is that one.
func Counties(code string) []Division {
	prefix := strings.TrimSuffix(strings.TrimSuffix(code, "00"), "00")
	out := []Division{}
	for _, d := range table() {
		if strings.HasPrefix(d.Code, prefix) && !strings.HasSuffix(d.Code, "00") {
			out = append(out, d)
		}
	}
	return out
}
