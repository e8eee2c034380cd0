package plan

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/redsail/redsail/geo/walk"
	"github.com/redsail/redsail/internal/city"
)

// whoWalks are the words for the profiles that ship.
var whoWalks = map[string]string{walk.Adult: "成人 adults", "elderly": "老人 the elderly", "wheelchair": "轮椅 wheelchairs", "bicycle": "自行车 bicycles"}

// who says for whom a report was counted; a profile of the scheme's own has its name alone.
func who(profile string) string {
	profile = cmp.Or(profile, walk.Adult)
	return cmp.Or(whoWalks[profile], profile)
}

// wayWords are the directions in words.
var wayWords = map[string]string{directionSaid(false): "走到点位 " + ToPlace, DirectionFrom: "从点位出发 " + FromPlace}

// head is what a printed report says of its question before its first number: for whom, which way, by which
// rules, at which hour. unknown are the places that the hour left out since nobody knows their hours.
func (a *Asked) head(unknown int) string {
	words := []string{"步行人群 who walks: " + who(a.Profile), "方向 direction: " + wayWords[a.Direction]}
	if len(a.Policy) > 0 {
		words = append(words, "按区域类别定分钟数 minutes by the class of the area")
	}
	if a.OpenAt != nil {
		words = append(words, hourWords(*a.OpenAt, unknown))
	}
	return strings.Join(words, " · ")
}

// hourWords say that only places open then count, and how many of unknown hours that leaves out.
func hourWords(at string, unknown int) string {
	words := "只计此刻开放的点位 only places open at " + at + " count"
	if unknown > 0 {
		words += fmt.Sprintf("（另有 %d 个开放时间不详，未计入 %d of unknown hours left out）", unknown, unknown)
	}
	return words
}

// asWords is a question as a printed report says it. Hour is empty where hours are left aside.
type asWords struct {
	Head, Way, Hour string
	Rules           []string
}

func (s *stand) words(a *Asked, unknown int) asWords {
	out := asWords{Head: a.head(unknown), Way: wayWords[a.Direction]}
	if a.OpenAt != nil {
		out.Hour = hourWords(*a.OpenAt, unknown)
	}
	for i := range a.Policy {
		out.Rules = append(out.Rules, ruleWords(s.town.pic.Scheme, &a.Policy[i]))
	}
	return out
}

// ruleWords say a rule by the class of areas as the scheme calls them.
func ruleWords(s *city.Scheme, p *Policy) string {
	layer, is := p.Layer, p.Is
	if l, err := s.Layer(p.Layer); err == nil {
		layer = strings.TrimSpace(l.Name.Zh + " " + l.Name.En)
	}
	if t, known := s.Terms[p.Is]; known {
		is = strings.TrimSpace(t.Zh + " " + t.En)
	}
	return fmt.Sprintf("%s：%s：%d 分钟 minutes", layer, is, p.Minutes)
}
