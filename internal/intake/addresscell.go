package intake

import (
	"regexp"
	"strings"

	"github.com/redsail/redsail/internal/city"
)

// The parts of an address as tables write it, from the road down: 建设路12号幸福小区3号楼2单元501室.
var (
	// addressRegions are the divisions in front, which the position tells better. A place that ends
	// like one (小区, 园区) is none.
	addressRegions = regexp.MustCompile(`^(\p{Han}{2,8}(?:省|自治区))?(\p{Han}{2,8}?市)?(\p{Han}{1,8}?[^小园社校厂库片新市]区|\p{Han}{1,2}市区|市[\p{Han}]区|\p{Han}{1,6}[县旗])?(\p{Han}{1,8}?(?:街道办事处|街道))?`)
	addressRoad    = regexp.MustCompile(`^[^路街道巷弄胡]{1,20}?(?:大道|大街|胡同|路|街|道|巷|弄)(?:[东南西北中]段|[东南西北])?`)
	addressNumber  = regexp.MustCompile(`^[0-9]{1,5}(?:-[0-9]{1,5})?(?:号院|号)`)
	addressHouse   = regexp.MustCompile(`[0-9A-Za-z甲乙丙丁东南西北一二三四五六七八九十]{1,5}(?:号楼|栋|幢|座)`)
	addressFlat    = regexp.MustCompile(`[0-9A-Za-z甲乙丙丁东南西北中一二三四五六七八九十]{1,4}(?:单元|门洞|门)|[0-9]{1,3}(?:层|楼)?[0-9]{2,5}(?:室|房|户)|[0-9]{1,5}(?:室|户)$`)
)

// splitAddress parts an address; what cannot be parted stays in one piece, so that nothing of it is
// lost but the dwelling: dwelling is true where one was left out.
func splitAddress(text string) (a city.Address, dwelling bool) {
	text = strings.Join(strings.Fields(plainWidth(text)), "")
	if text == "" {
		return a, false
	}
	// 号楼 and 号 begin alike, so the number is only looked for in front of what is no building.
	text, dwelling = cutDwelling(text)
	rest := text[len(addressRegions.FindString(text)):]
	if a.Road = addressRoad.FindString(rest); a.Road == "" { // what looks like a region may be a name
		rest = text
		a.Road = addressRoad.FindString(rest)
	}
	rest = rest[len(a.Road):]
	if number := addressNumber.FindString(rest); number != "" && !strings.HasPrefix(rest[len(number):], "楼") {
		a.Number = number
		rest = rest[len(number):]
	}
	if at := houseIn(rest); at != nil && at[1] == len(rest) {
		a.Building = rest[at[0]:]
		rest = rest[:at[0]]
	}
	a.Compound = rest
	return a, dwelling
}

// cutDwelling leaves out what stands behind the building: staircase, floor and flat.
func cutDwelling(text string) (string, bool) {
	text = strings.TrimSpace(plainWidth(text))
	from := 0
	for at := houseIn(text); at != nil; at = houseIn(text[from:]) {
		from += at[1]
	}
	if at := findWith(addressFlat, "元门室房户", text[from:]); at != nil {
		return strings.TrimRight(text[:from+at[0]], "-,， "), true
	}
	if from > 0 && from < len(text) && strings.Trim(text[from:], "-0123456789") == "" { // 3号楼-501
		return text[:from], true
	}
	return text, false
}

// houseIn is where the first building is in a text; nil where there is none.
func houseIn(text string) []int { return findWith(addressHouse, "楼栋幢座", text) }

// findWith is FindStringIndex of an expression that never matches without one of the letters, for which
// a text is searched in a fraction of the time.
func findWith(e *regexp.Regexp, letters, text string) []int {
	if !strings.ContainsAny(text, letters) {
		return nil
	}
	return e.FindStringIndex(text)
}
