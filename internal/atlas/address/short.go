package address

import (
	"slices"
	"strings"
)

// shorter are the ways to say a folded name in short: 晨渚 for 晨渚社区, 晨渚3网格 for
// 晨渚社区第3网格.
func shorter(full []rune, kind refKind) [][]rune {
	var out [][]rune
	keep := func(s string) {
		if r := []rune(s); len(r) >= leastName {
			out = append(out, r)
		}
	}
	s := string(full)
	switch kind {
	case refArea:
		for _, end := range []string{"街道办事处", "街道", "社区", "区", "县", "市", "镇", "乡", "旗", "村"} {
			if rest, ok := strings.CutSuffix(s, end); ok {
				keep(rest)
				break
			}
		}
	case refCompound:
		for _, end := range []string{"住宅小区", "小区"} {
			if rest, ok := strings.CutSuffix(s, end); ok {
				keep(rest)
				break
			}
		}
	case refRoad, refHouse, refPlace:
	}
	return out
}

// kinds are the words for an area of a kind, each with the others that people say for it: the offices of a street,
// community or village, and 社区 for a village, which many become one day.
var kinds = []struct {
	word   string
	others []string
}{
	{"街道", []string{"办事处", "街道办事处", "街道办"}},
	{"社区", []string{"居委会", "社区居委会", "社区居民委员会", "村", "村委会"}},
	{"村", []string{"村委会", "村民委员会", "社区", "居委会", "社区居委会"}},
}

// rewordings are the ways to call an area, or its grids, by another word of its kind.
func rewordings(full string) []string {
	of, grid := full, ""
	if rest, is := strings.CutSuffix(full, "网格"); is {
		at := strings.LastIndex(rest, "第")
		if at < 0 {
			return nil
		}
		of, grid = full[:at], full[at:]
	}
	var out []string
	for _, k := range kinds {
		stem, ok := strings.CutSuffix(of, k.word)
		if !ok || stem == "" {
			continue
		}
		for _, o := range k.others {
			out = append(out, stem+o+grid)
			if grid != "" {
				out = append(out, gridNames(stem+o+grid)...)
			}
		}
		break
	}
	return slices.Compact(slices.Sorted(slices.Values(out)))
}

// gridNames are the ways to say 晨渚社区第3网格 in short: without 社区, without 第, with 号.
func gridNames(s string) []string {
	rest, is := strings.CutSuffix(s, "网格")
	at := strings.LastIndex(rest, "第")
	if !is || at < 0 {
		return nil
	}
	of, n := rest[:at], rest[at+len("第"):]
	var out []string
	for _, of := range []string{of, strings.TrimSuffix(of, "社区"), strings.TrimSuffix(of, "村")} {
		out = append(out, of+"第"+n+"网格", of+n+"网格", of+n+"号网格", of+"网格"+n, of+"第"+n+"号网格")
	}
	return slices.Compact(slices.Sorted(slices.Values(out)))
}

// phaseOf is what a folded name says to tell parts of a compound apart; empty where it says nothing.
func phaseOf(name []rune) string {
	for i := range name {
		if !digit(name[i]) || i > 0 && digit(name[i-1]) {
			continue
		}
		if num, end := scanNumeral(name[i:]); end > 0 && (num.unit == "期" || num.unit == "区") {
			return num.value + num.unit
		}
	}
	return ""
}
