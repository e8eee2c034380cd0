package picture

import (
	"strconv"
	"strings"
)

// sheetWords are the words of a sheet in a language, as those of the page that prints.
type sheetWords struct {
	sheet, code, internal, legend, north, metres, kilometres, ratio, slot, review, date, source, drawn string
}

var sheetTexts = map[string]sheetWords{
	"zh": {
		sheet: "图纸", code: "编码 {}", internal: "内部资料", legend: "图例", north: "北", metres: "{} 米", kilometres: "{} 公里",
		ratio: "1:{n}（{paper} 纸，原大打印）", slot: "审图号：＿＿＿＿＿＿＿＿", review: "审图号：{}", date: "数据日期 {}", source: "资料来源 {}", drawn: "制图 {date} · 第{n}版",
	},
	"en": {
		sheet: "Map sheet", code: "Code {}", internal: "Internal", legend: "Legend", north: "N", metres: "{} m", kilometres: "{} km",
		ratio: "1:{n} on {paper}, printed at its own size", slot: "Map review number: ________", review: "Map review number: {}", date: "Data of {}", source: "Source: {}", drawn: "Drawn {date} · revision {n}",
	},
}

func filled(text, value string) string { return strings.ReplaceAll(text, "{}", value) }

// lengthOf is a length of a scale bar in words.
func (w sheetWords) lengthOf(metres float64) string {
	if metres >= 1000 {
		return filled(w.kilometres, strconv.FormatFloat(metres/1000, 'f', -1, 64))
	}
	return filled(w.metres, strconv.FormatFloat(metres, 'f', -1, 64))
}

// ratioOf is the scale in words, its digits in groups of three.
func (w sheetWords) ratioOf(ratio int, paper string) string {
	digits := strconv.Itoa(ratio)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + " " + digits[i:]
	}
	return strings.NewReplacer("{n}", digits, "{paper}", strings.ToUpper(paper)).Replace(w.ratio)
}

// foot are the lines below the map: whose review, of which date, by whom, when.
func (w sheetWords) foot(a SheetAsk, s SheetFacts) []string {
	out := []string{w.slot}
	if a.Review != "" {
		out[0] = filled(w.review, a.Review)
	}
	if s.DataDate != "" {
		out = append(out, filled(w.date, s.DataDate))
	}
	if s.Source != "" {
		out = append(out, filled(w.source, s.Source))
	}
	out = append(out, s.Notices...)
	return append(out, strings.NewReplacer("{date}", s.Drawn, "{n}", strconv.FormatInt(s.Revision, 10)).Replace(w.drawn))
}
