package address

import "strings"

// numeral is a number with its unit: 21号, 3栋, 3-2-501, A座.
type numeral struct {
	value string
	subs  []string // what followed dashes
	unit  string
}

// full is the number with its dashes.
func (n *numeral) full() string {
	out := n.value
	for _, s := range n.subs {
		out += "-" + s
	}
	return out
}

// units are those that may follow a number, longer ones before their beginnings.
var units = []string{
	"号楼", "号院", "号房", "号网格", "号门", "号", "栋楼", "栋", "幢", "座", "#楼", "#", "楼层", "楼", "排", "单元", "门洞", "门", "梯",
	"层", "室", "户", "房", "弄", "村民小组", "小组", "组", "队", "网格", "区", "期", "米", "公里",
}

// What units mean.
var (
	houseUnits  = unitSet("号楼", "栋楼", "栋", "幢", "座", "#楼", "#")
	numberUnits = unitSet("号院", "弄", "组", "村民小组", "小组", "队")
	finer       = map[string]string{
		"单元": PartUnit, "门洞": PartUnit, "门": PartUnit, "梯": PartUnit, "层": PartFloor, "楼层": PartFloor, "f": PartFloor,
		"室": PartRoom, "户": PartRoom, "房": PartRoom, "号房": PartRoom,
	}
	groupUnits = map[string]string{"组": "组", "村民小组": "组", "小组": "组", "队": "队", "弄": "弄"}
)

func unitSet(list ...string) map[string]bool {
	out := map[string]bool{}
	for _, u := range list {
		out[u] = true
	}
	return out
}

const (
	maxFigures = 5
	stems      = "甲乙丙丁戊己"
)

// scanNumeral reads a number with its unit at the beginning of s; end is 0 where there is none.
func scanNumeral(s []rune) (n numeral, end int) {
	i := 0
	for i < len(s) && (s[i] == '第' || s[i] == '附' || s[i] == '#') {
		i++
	}
	first := i
	if i < len(s) && stem(s[i]) {
		i++
	}
	figures := i
	for i < len(s) && digit(s[i]) {
		i++
	}
	switch {
	case i-figures > maxFigures:
		return n, 0
	case i > figures && i < len(s) && (latin(s[i]) || stem(s[i])) && (i+1 == len(s) || !latin(s[i+1])):
		i++ // 3a号, 3甲号
	case i == figures && first == figures && i < len(s) && latin(s[i]) && (i+1 == len(s) || !latin(s[i+1])):
		i++ // a座, a3栋
		for i < len(s) && i-figures <= maxFigures && digit(s[i]) {
			i++
		}
	case i == figures:
		return n, 0
	}
	n.value = string(s[first:i])
	i = n.tail(s, i)
	n.unit, i = unitAt(s, i)
	if n.unit == "号" {
		i = n.tail(s, i) // 18号-3, and the 号 that may follow it
		if len(n.subs) > 0 && i < len(s) && s[i] == '号' && s[i-1] != '号' {
			i++
		}
	}
	if n.unit == "" && latin([]rune(n.value)[0]) && len(n.subs) == 0 {
		return n, 0 // letters without a unit are a name
	}
	return n, i
}

// tail reads what follows dashes.
func (n *numeral) tail(s []rune, i int) int {
	for i+1 < len(s) && s[i] == '-' && plain(s[i+1]) && len(n.subs) < 4 {
		end := i + 1
		for end < len(s) && plain(s[end]) && end-i <= maxFigures {
			end++
		}
		n.subs = append(n.subs, string(s[i+1:end]))
		i = end
	}
	return i
}

func unitAt(s []rune, i int) (string, int) {
	for _, u := range units {
		r := []rune(u)
		if end := i + len(r); end <= len(s) && string(s[i:end]) == u && !gate(r[len(r)-1], s[end:]) {
			return u, i + len(r)
		}
	}
	return "", i
}

// gate is true of the 门 in 门口 and 门前: it is no unit.
func gate(last rune, next []rune) bool {
	return last == '门' && len(next) > 0 && strings.ContainsRune("口前外旁对", next[0])
}

func stem(r rune) bool {
	return strings.ContainsRune(stems, r)
}

// key is the form in which house numbers and buildings are compared: 3号楼, 3栋 and 3# are one.
func key(folded []rune) string {
	n, end := scanNumeral(folded)
	if end == 0 || end != len(folded) {
		return string(folded)
	}
	switch {
	case n.unit == "排":
		return n.full() + n.unit
	case groupUnits[n.unit] != "":
		return n.full() + groupUnits[n.unit]
	case n.unit == "" || n.unit == "号" || n.unit == "号院" || n.unit == "楼" || houseUnits[n.unit]:
		return n.full()
	}
	return string(folded)
}
