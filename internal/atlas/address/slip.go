package address

import (
	"slices"
	"sort"
	"strings"
	"unicode/utf8"
)

func pick[T any](first bool, a, b T) T {
	if first {
		return a
	}
	return b
}

// slip leads from the hash of a name, whole or with a rune left out, to the name.
type slip struct {
	hash uint32
	name int32
}

// leastSlip is the shortest name, in runes, in which a slip is forgiven.
const leastSlip = 3

func (b *Book) writeSlips() {
	for i, text := range b.texts {
		r := []rune(text)
		if len(r) < leastSlip || !slices.ContainsFunc(b.refs[i], func(r ref) bool { return !r.short }) {
			continue
		}
		for _, h := range slipHashes(r) {
			b.slips = append(b.slips, slip{hash: h, name: int32(i)})
		}
	}
	slices.SortFunc(b.slips, func(x, y slip) int {
		if x.hash != y.hash {
			return pick(x.hash < y.hash, -1, 1)
		}
		return int(x.name) - int(y.name)
	})
	b.slips = slices.Clip(b.slips)
}

// slipped are the names under a hash.
func (b *Book) slipped(h uint32) []slip {
	from := sort.Search(len(b.slips), func(i int) bool { return b.slips[i].hash >= h })
	to := from
	for to < len(b.slips) && b.slips[to].hash == h {
		to++
	}
	return b.slips[from:to]
}

// slipHashes are those of a text and of the text without each of its runes: two texts that
// are one slip apart share one.
func slipHashes(s []rune) []uint32 {
	out := make([]uint32, 0, len(s)+1)
	for without := -1; without < len(s); without++ {
		if h := hash(s, without); !slices.Contains(out, h) {
			out = append(out, h)
		}
	}
	return out
}

// hash is FNV-1a over runes, without the one at a place.
func hash(s []rune, without int) uint32 {
	h := uint32(2166136261)
	for i, r := range s {
		if i != without {
			h = (h ^ uint32(r)) * 16777619
			h ^= h >> 15
		}
	}
	return h
}

// slipKind is how one text may be a slip for another.
type slipKind uint8

const (
	slipNone  slipKind = iota
	slipDoubt          // it may as well name something else, of which the city tells nothing
	slipSure
	slipSound // spoken alike
)

// telling are the characters by which a city tells apart what has one name: 解放一路 and 解放二路 (numerals are
// digits here), 胜利东路 and 胜利西路, 老街 and 新街. One of them for another is no slip.
const telling = "东西南北中上下前后左右内外新老旧大小甲乙丙丁"

func tells(a, b rune) bool {
	return digit(a) && digit(b) || latin(a) && latin(b) || strings.ContainsRune(telling, a) && strings.ContainsRune(telling, b)
}

// slipOf tells whether b is a with one rune left out, added, changed, or two swapped.
func slipOf(a, b []rune, spoken func(rune) string) slipKind {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		if len(a)+1 != len(b) || !slices.Equal(a[i:], b[i+1:]) {
			return slipNone
		}
		return pick(tells(b[i], b[i]) || properRunes(a) < leastStem, slipDoubt, slipSure)
	}
	switch {
	case len(a) != len(b) || i == len(a) || tells(a[i], b[i]):
		return slipNone
	case slices.Equal(a[i+1:], b[i+1:]):
		return sounds(a[i], b[i], spoken)
	case i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && slices.Equal(a[i+2:], b[i+2:]):
		return slipSure
	}
	return slipNone
}

// leastStem is how many runes must be left of a name, its 路, 街 or 社区 apart, for one to be missing in it beyond doubt.
const leastStem = 3

// properRunes is how many runes a name has without what it says the thing is.
func properRunes(name []rune) int {
	for _, end := range []string{"街道", "社区", "小区", "大街", "大道", "路", "街", "巷", "道", "村", "镇", "乡", "区", "县", "市", "园", "苑"} {
		if rest, ok := strings.CutSuffix(string(name), end); ok {
			return utf8.RuneCountInString(rest)
		}
	}
	return len(name)
}

// sounds judges one character for another: who types by sound takes one that is spoken the same, or nearly
// so where zh and z, l and n, ng and n are one.
func sounds(a, b rune, spoken func(rune) string) slipKind {
	if spoken == nil {
		return slipDoubt
	}
	x, y := spoken(a), spoken(b)
	switch {
	case x == "" || y == "":
		return slipDoubt
	case x == y:
		return slipSound
	}
	return pick(slurred(x) == slurred(y), slipSure, slipDoubt)
}

// slurred is a syllable as many speak it.
func slurred(s string) string {
	s = strings.TrimSuffix(s, "g")
	for _, p := range [][2]string{{"zh", "z"}, {"ch", "c"}, {"sh", "s"}, {"l", "n"}} {
		if rest, ok := strings.CutPrefix(s, p[0]); ok {
			return p[1] + rest
		}
	}
	return s
}
