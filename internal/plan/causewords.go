package plan

import (
	"strings"

	"github.com/redsail/redsail/internal/city"
)

// leadsNowhere are the classes of controls that stand on a street and not in a barrier: one waits there or steps
// round, and the way would lead on all the same without them.
var leadsNowhere = map[string]bool{"traffic_signals": true, "crossing": true, "kerb": true, "bollard": true, "block": true, "cycle_barrier": true, "toll_booth": true}

// causeWords are the words for what is to blame, by its kind: barriers, what is passed, and the classes of controls
// that are no gates.
var causeWords = map[string]city.Label{
	"wall": {Zh: "围墙", En: "a wall"}, "fence": {Zh: "围栏", En: "a fence"}, "river": {Zh: "河流", En: "a river"}, "rail": {Zh: "铁路", En: "a railway"},
	"gate": {Zh: "出入口", En: "the gate"}, "bridge": {Zh: "桥", En: "the bridge"}, "steps": {Zh: "台阶", En: "the steps"},
	"turnstile": {Zh: "旋转闸", En: "the turnstile"}, "full-height_turnstile": {Zh: "全高旋转闸", En: "the full-height turnstile"},
	"security_control": {Zh: "安检口", En: "the security control"}, "sliding_beam": {Zh: "移动栏杆", En: "the sliding beam"}, "door": {Zh: "门", En: "the door"},
	"level_crossing": {Zh: "铁路道口", En: "the level crossing"}, "railway_crossing": {Zh: "铁路道口", En: "the level crossing"},
	"entrance": {Zh: "入口", En: "the entrance"}, "stile": {Zh: "跨栏梯", En: "the stile"}, "sally_port": {Zh: "门洞", En: "the gateway"}, "border_control": {Zh: "检查站", En: "the border control"},
}

// causeLabel is what a kind is called; of one that has no words, such as a class of a city's own rules of walking, it is
// said that people pass there.
func causeLabel(kind string) city.Label {
	if l, known := causeWords[kind]; known {
		return l
	}
	return city.Label{Zh: "通行点", En: "the " + strings.NewReplacer("_", " ", "-", " ").Replace(kind)}
}

func (l *CauseLine) zh() string { return l.worded(l.Words.Zh) }

func (l *CauseLine) en() string { return l.worded(l.Words.En) }

func (l *CauseLine) worded(word string) string {
	if l.Name != "" && l.Name != l.Code && l.Name != l.Words.Zh { // many gates are called gate
		return word + " " + l.Name + " (" + l.Code + ")"
	}
	return word + " " + l.Code
}
