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

// officeNames are the ways to call a street, community or village by its office: 黄楼办事处 for 黄楼街道.
func officeNames(full string) []string {
	for end, offices := range map[string][]string{
		"街道": {"办事处", "街道办事处", "街道办"}, "社区": {"居委会", "社区居委会", "社区居民委员会"}, "村": {"村委会", "村民委员会"},
	} {
		if stem, ok := strings.CutSuffix(full, end); ok {
			out := make([]string, len(offices))
			for i, o := range offices {
				out[i] = stem + o
			}
			return out
		}
	}
	return nil
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
