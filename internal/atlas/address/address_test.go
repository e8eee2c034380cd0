package address_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/redsail/redsail/internal/atlas/address"
)

// town is a small city, written by hand:
//
//	0 云帆市 › 1 东区, 2 西区 › 3 柳舟社区 (东区), 4 北港社区 (西区) › 5 柳舟社区第3网格; 6 广鹭小区 (东区)
func town() address.City {
	east, west := []int32{0, 1, 3, 5}, []int32{0, 2, 4}
	return address.City{
		Fold: letter,
		Areas: []address.Area{
			{Names: []string{"云帆市"}}, {Names: []string{"东区"}, In: []int32{0}}, {Names: []string{"西区"}, In: []int32{0}},
			{Names: []string{"柳舟社区"}, In: []int32{1, 0}}, {Names: []string{"北港社区"}, In: []int32{2, 0}},
			{Names: []string{"柳舟社区第3网格"}, In: []int32{3, 1, 0}}, {Names: []string{"广鹭小区"}, Compound: true, In: []int32{3, 1, 0}},
		},
		Roads: []address.Road{
			{Names: []string{"安盛街"}, In: []int32{0, 1, 3}}, {Names: []string{"二环路"}, In: []int32{0, 1, 2, 3, 4}},
			{Names: []string{"云塘巷"}, In: []int32{0, 1}}, {Names: []string{"云塘巷"}, In: []int32{0, 2}},
		},
		Houses: []address.House{
			0: {Road: "安盛街", Number: "21号", Compound: "广鹭小区", Building: "1号楼", Area: 6, Scope: 1, In: east},
			1: {Road: "安盛街", Number: "21号", Compound: "广鹭小区", Building: "2号楼", Area: 6, Scope: 1, In: east},
			2: {Road: "安盛街", Number: "21号", Compound: "广鹭小区", Building: "12号楼", Area: 6, Scope: 1, In: east},
			3: {Road: "安盛街", Number: "18-3号", Area: -1, Scope: 1, In: east, Names: []string{"市民中心"}},
			4: {Road: "二环路", Number: "5号", Compound: "锦园", Building: "1号楼", Area: -1, Scope: 1, In: east},
			5: {Road: "二环路", Number: "9号", Compound: "锦园", Building: "1号楼", Area: -1, Scope: 2, In: west},
			6: {Road: "北港社区", Number: "6组", Building: "1号", Area: -1, Scope: 2, In: west},
			7: {Road: "北港社区", Number: "6组", Building: "2排", Area: -1, Scope: 2, In: west},
			8: {Road: "安盛街", Number: "18号", Area: -1, Scope: 1, In: east},
		},
		Places:    []address.Place{{Names: []string{"月屿公园"}, In: east}, {Names: []string{"锦园红帆驿站"}, In: west}},
		Crossings: func(a, b int32) int { return map[int32]int{0: 0, 1: 1, 2: 2}[a+b] },
	}
}

// letter folds as the atlas does, for what stands in these tests.
func letter(r rune) rune {
	if r >= 0xff01 && r <= 0xff5e {
		r -= 0xfee0
	}
	for i, t := range []rune("號樓單廣鷺區層園") {
		if t == r {
			return []rune("号楼单广鹭区层园")[i]
		}
	}
	if r == '〇' || unicode.IsLetter(r) || unicode.IsNumber(r) {
		return unicode.ToLower(r)
	}
	return ' '
}

// told writes an answer in a line: outcome, level, what was meant.
func told(a address.Answer) string {
	out := string(a.Outcome)
	if len(a.Candidates) == 0 {
		return out
	}
	c := &a.Candidates[0]
	what := ""
	switch {
	case c.Cross != nil:
		what = fmt.Sprint(*c.Cross)
	case c.Place >= 0:
		what = fmt.Sprint("p", c.Place)
	case c.Road >= 0:
		what = fmt.Sprint("r", c.Road)
	case c.Area >= 0:
		what = fmt.Sprint("a", c.Area)
	default:
		what = fmt.Sprint(c.Houses)
	}
	return out + " " + string(c.Level) + " " + what
}

func TestMatch(t *testing.T) {
	b := address.New(town())
	for _, c := range []struct{ text, want, dropped, unknown string }{
		{"安盛街21号广鹭小区1号楼", "found building [0]", "", ""},
		{"云帆市东区安盛街２１號廣鷺小區二號樓3單元502室", "found building [1]", "3單元 502室", ""},
		{"安盛街二十一号十二号楼", "found building [2]", "", ""},
		{"安盛街21号院12栋", "found building [2]", "", ""},
		{"安盛街21号12#楼502", "found building [2]", "502", ""},
		{"广鹭小区12幢", "found building [2]", "", ""},
		{"广鹭12座", "found building [2]", "", ""},
		{"广鹭小区2-3-501", "found building [1]", "2-3-501", ""},
		{"广鹭小区21号2号楼", "found building [1]", "", ""},
		{"安盛街21号广鹭小区1号楼2号", "found building [0]", "2号", ""},
		{"安盛街21-2", "found building [1]", "", ""},
		{"安盛街21 2号楼", "found building [1]", "", ""},
		{"安盛街广鹭小区12号", "found building [2]", "", ""},
		{"广鹭小区（安盛街21号）第12栋", "found building [2]", "", ""},
		{"广鹭小区9号楼", "found compound a6", "", ""}, // there is none
		{"安盛街21号", "found compound a6", "", ""},
		{"广鹭小区", "found compound a6", "", ""},
		{"广鹭小区东门", "found compound a6", "东门", ""},
		{"安圣街21号广鹭小区1号楼", "found building [0]", "", ""}, // a slip
		{"安盛街21号广路小区1号楼", "found building [0]", "", ""},
		{"安盛街18-3号", "found building [3]", "", ""},
		{"安盛街18号之3", "found building [3]", "", ""},
		{"安盛街18之3号", "found building [3]", "", ""},
		{"安盛街18号", "found building [8]", "", ""},
		{"市民中心", "found building [3]", "", ""},
		{"安盛街", "found road r0", "", ""},
		{"安盛街88号", "found road r0", "", ""},
		{"东区安盛街", "found road r0", "", ""},
		{"2环路五号1号楼", "found building [4]", "", ""},
		{"二环路9号锦园1栋", "found building [5]", "", ""},
		{"锦园1号楼", "ambiguous building [4]", "", ""},
		{"西区锦园1号楼", "found building [5]", "", ""},
		{"云塘巷", "ambiguous road r2", "", ""},
		{"西区云塘巷", "found road r3", "", ""},
		{"安盛街与二环路交叉口", "found crossing [0 1]", "", ""},
		{"二环路/安盛街路口", "found crossing [1 0]", "", ""},
		{"安盛街和云塘巷交叉口", "ambiguous crossing [0 2]", "", ""},
		{"月屿公园对面", "found landmark p0", "对面", ""},
		{"锦园红帆驿站", "found landmark p1", "", ""},
		{"柳舟社区第三网格", "found area a5", "", ""},
		{"柳舟3号网格", "found area a5", "", ""},
		{"柳舟社区", "found area a3", "", ""},
		{"北港社区六组1号", "found building [6]", "", ""},
		{"北港社区6组2排", "found building [7]", "", ""},
		{"柳舟社区解放路3号", "found area a3", "", "解放路"}, // no further than what is known
		{"山东省云帆市安盛街", "found road r0", "山东省", ""},
		{"济南市安盛街21号广鹭小区1号楼", "none building [0]", "", "济南市"}, // another city
		{"北京市朝阳区建国路93号", "none", "", "北京市朝阳区建国路"},
		{"你好", "none", "", "你好"},
		{"13800138000", "none", "", "13800138000"},
		{"", "none", "", ""},
		{"   。", "none", "", ""},
	} {
		a := b.Match(c.text)
		var dropped []string
		for _, d := range a.Dropped {
			dropped = append(dropped, d.Text)
		}
		if got := told(a); got != c.want || strings.Join(dropped, " ") != c.dropped || c.unknown != "" && strings.Join(a.Unknown, " ") != c.unknown {
			t.Errorf("%q: %s, dropped %q, unknown %q; want %s, %q, %q", c.text, got, dropped, a.Unknown, c.want, c.dropped, c.unknown)
		}
	}
}

// TestScore: what differs lowers the score and is told.
func TestScore(t *testing.T) {
	b := address.New(town())
	whole := b.Match("安盛街21号广鹭小区1号楼").Candidates[0]
	if whole.Score != 1 || len(whole.Differs) > 0 || len(whole.Matched) != 4 {
		t.Errorf("all agrees, yet %+v", whole)
	}
	other := b.Match("二环路广鹭小区1号楼")
	if got := told(other); got != "found building [0]" || other.Candidates[0].Score >= 1 || !slices.ContainsFunc(other.Candidates[0].Differs, func(p address.Part) bool { return p.Text == "二环路" }) {
		t.Errorf("another road: %s %+v", got, other.Candidates[0])
	}
	slip := b.Match("安圣街21号").Candidates[0]
	if slip.Score >= 1 || slip.Matched[0].Name != "安盛街" {
		t.Errorf("a slip: %+v", slip)
	}
}

// FuzzMatch: no text breaks the reader, and what it says is in the text.
func FuzzMatch(f *testing.F) {
	for _, s := range []string{"安盛街21号广鹭小区1号楼3单元502室", "安盛街与二环路交叉口", "第三网格", "3-2-501", "#", "号楼", "甲3号-", "二百五十号", "一1#-之-", "\xff路", "a座b栋", "安 盛 街 2 1 号"} {
		f.Add(s)
	}
	b := address.New(town())
	f.Fuzz(func(t *testing.T, s string) {
		if len([]rune(s)) > address.MaxText {
			return
		}
		a := b.Match(s)
		if told(a) != told(b.Match(s)) {
			t.Fatalf("%q has two answers", s)
		}
		if (a.Outcome == address.None) != (a.Outcome != address.Found && a.Outcome != address.Ambiguous) || a.Outcome != address.None && len(a.Candidates) == 0 {
			t.Fatalf("%q: %s with %d candidates", s, a.Outcome, len(a.Candidates))
		}
		valid := strings.ToValidUTF8(s, "\ufffd")
		for _, c := range a.Candidates {
			if c.Score <= 0 || c.Score > 1 {
				t.Fatalf("%q: score %v", s, c.Score)
			}
		}
		for _, u := range a.Unknown {
			if !strings.Contains(string([]rune(s)), u) && !strings.Contains(valid, u) {
				t.Fatalf("%q: %q is not in it", s, u)
			}
		}
	})
}
