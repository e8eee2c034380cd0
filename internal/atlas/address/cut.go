package address

import (
	"slices"
	"strings"
)

// token is a piece of an address.
type token struct {
	from, to int
	kind     tokenKind
	fits     []fit   // of a name: what it may be
	num      numeral // of a number
	word     wordKind
	other    otherKind // of what is unknown: a division elsewhere
	text     string    // as it was said
}

type tokenKind uint8

const (
	tokenUnknown tokenKind = iota
	tokenName
	tokenNumber
	tokenWord
)

// fit is a name that a token may be, and how well it is written: 1 = exactly.
type fit struct {
	name   int32
	weight float64
	doubt  bool // a slip that needs another name to confirm it
}

// How well a name fits that is a slip away: one that sounds the same, and another.
const (
	fitSound = 0.95
	fitSlip  = 0.75
	fitShort = 0.97 // of what is said in short, where something else has the very name
)

// What a cut into tokens is worth: so much for each rune, and less for each token. Names go before
// numbers, numbers before words, and what is unknown costs.
const (
	worthName    = 10
	worthShort   = 7
	worthNumber  = 9
	worthWord    = 5
	worthNoise   = 2
	worthUnknown = -4
	worthRoad    = 4 // of the end of an unknown road's name, with its number: more than the number by itself
	lessOther    = 1 // of a division elsewhere: names of the city go before
	costToken    = 3
	costSlip     = 17
)

const (
	maxTokens = 64  // more are not looked at
	maxFits   = 128 // names that one slip leads to
	maxSlip   = 16  // runes of a name in which a slip is looked for
	maxName   = 40  // runes of a name that is looked for
)

// way is the best cut of the text up to a place.
type way struct {
	worth int
	last  token
	ok    bool
}

// cut parts a text into names, numbers, words and what is unknown.
func (b *Book) cut(t *text) []token {
	exact := b.best(t, nil)
	unknown := make([]bool, len(t.runes))
	any := false
	for _, k := range exact {
		for i := k.from; k.kind == tokenUnknown && k.other == otherNone && i < k.to; i++ {
			unknown[i], any = true, true
		}
	}
	if any {
		exact = b.best(t, unknown)
	}
	return gathered(t, certain(exact))
}

// certain takes back names that are doubtful slips where something unknown touches them: 解放2路 holds no 纬2路.
func certain(tokens []token) []token {
	for i := range tokens {
		k := &tokens[i]
		if k.kind != tokenName || slices.ContainsFunc(k.fits, func(f fit) bool { return !f.doubt }) {
			continue
		}
		before := i > 0 && loose(tokens[i-1]) && tokens[i-1].to == k.from
		if before || i+1 < len(tokens) && loose(tokens[i+1]) && tokens[i+1].from == k.to {
			k.kind, k.fits = tokenUnknown, nil
		}
	}
	return tokens
}

// numberedRoad is how many runes of a text are the end of a road's name with a number: 2路, 12街; 0 = none.
func numberedRoad(s []rune) int {
	n := 0
	for n < len(s) && digit(s[n]) {
		n++
	}
	if n == 0 || n == len(s) || !strings.ContainsRune("路街道巷", s[n]) {
		return 0
	}
	return n + 1
}

// best is the cut of the highest worth. Where unknown is given, names with a slip are tried
// around what it marks.
func (b *Book) best(t *text, unknown []bool) []token {
	n := len(t.runes)
	ways := make([]way, n+1)
	ways[0].ok = true
	for i := range n {
		if ways[i].ok {
			b.from(t, i, ways, unknown)
		}
	}
	var out []token
	for i := n; i > 0; i = ways[i].last.from {
		out = append(out, ways[i].last)
	}
	slices.Reverse(out)
	return out
}

// from tries all tokens that begin at a place.
func (b *Book) from(t *text, i int, ways []way, unknown []bool) {
	reach := func(k token, worth int) {
		k.from = i
		if w := &ways[k.to]; !w.ok || ways[i].worth+worth > w.worth {
			*w = way{worth: ways[i].worth + worth, last: k, ok: true}
		}
	}
	s := t.runes[i:]
	if s[0] == ' ' {
		reach(token{to: i + 1, kind: tokenWord, word: wordNoise}, 0)
		return
	}
	reach(token{to: i + 1, kind: tokenUnknown}, worthUnknown)
	for n := min(len(s), b.longest[s[0]], maxName); n >= leastName; n-- {
		id, ok := b.names[string(s[:n])]
		if !ok || cutsNumber(t, i+n) {
			continue
		}
		worth := pick(b.short(id), worthShort, worthName)
		reach(token{to: i + n, kind: tokenName, fits: []fit{{name: id, weight: 1}}}, worth*n-costToken)
	}
	if n := numberedRoad(s); n > 0 {
		reach(token{to: i + n, kind: tokenUnknown}, worthRoad)
	}
	if num, end := scanNumeral(s); end > 0 && (i == 0 || !plain(s[0]) || !plain(t.runes[i-1])) {
		reach(token{to: i + end, kind: tokenNumber, num: num}, worthNumber*end-costToken)
	}
	for n := min(len(s), longestWord); n > 0; n-- {
		if k, ok := words[string(s[:n])]; ok {
			reach(token{to: i + n, kind: tokenWord, word: k}, pick(k == wordNoise, worthNoise, worthWord)*n-costToken)
		}
	}
	if n, other := b.otherAt(s); n > 0 {
		k := token{to: i + n, kind: tokenUnknown, other: other}
		if other == otherOver {
			k.kind, k.word = tokenWord, wordProvince
		}
		if other != otherVague {
			reach(k, worthName*n-costToken-lessOther)
		}
	}
	if unknown != nil {
		b.slipsFrom(t, i, unknown, reach)
	}
}

// cutsNumber is true where a cut would part a number: 第2 of 第21.
func cutsNumber(t *text, at int) bool {
	return at < len(t.runes) && digit(t.runes[at]) && digit(t.runes[at-1])
}

// short is true of a name that is only ever said in short.
func (b *Book) short(id int32) bool {
	return !slices.ContainsFunc(b.refs[id], func(r ref) bool { return !r.short || r.reworded })
}

// slipsFrom tries names with one slip that hold something unknown.
func (b *Book) slipsFrom(t *text, i int, unknown []bool, reach func(token, int)) {
	s := t.runes[i:]
	has := unknown[i]
	for n := 2; n <= min(len(s), maxSlip); n++ {
		if s[n-1] == ' ' {
			return
		}
		has = has || unknown[i+n-1]
		if !has || cutsNumber(t, i+n) || b.overOther(s[:n]) || joins(t, i) {
			continue
		}
		if fits := b.near(s[:n]); len(fits) > 0 {
			worth := worthName*n - costSlip - costToken
			if fits[0].weight == fitSound {
				worth++
			}
			reach(token{to: i + n, kind: tokenName, fits: fits}, worth)
		}
	}
}

// joins is true of an "and" behind a road: 解放路与二路 holds no 纬二路.
func joins(t *text, i int) bool {
	if i == 0 || !strings.ContainsRune(roadEnds, t.runes[i-1]) {
		return false
	}
	k, ok := words[string(t.runes[i:i+1])]
	return ok && k == wordAnd
}

// near are the names one slip away, those that sound the same first.
func (b *Book) near(s []rune) []fit {
	var out []fit
	for _, h := range slipHashes(s) {
		for _, x := range b.slipped(h) {
			if len(out) == maxFits || slices.ContainsFunc(out, func(f fit) bool { return f.name == x.name }) {
				continue
			}
			name := []rune(b.texts[x.name])
			if figuresIn(s) != figuresIn(name) {
				continue // nobody types a digit for a character
			}
			kind := slipOf(s, name, b.city.Sound)
			is, sound := kind != slipNone, kind == slipSound
			if is && !sound && b.has(string(s[:len(s)-1])) && len(s) == len(name) {
				continue // 夹河驿 begins another name than 夹河村
			}
			if is && !slices.Equal(name, s[1:]) && !slices.Equal(name, s[:len(s)-1]) { // a name and a character beside it are no slip
				out = append(out, fit{name: x.name, weight: pick(sound, fitSound, fitSlip), doubt: kind == slipDoubt})
			}
		}
	}
	slices.SortStableFunc(out, func(x, y fit) int { return int(100*y.weight) - int(100*x.weight) })
	return out
}

func figuresIn(s []rune) int {
	n := 0
	for _, r := range s {
		if digit(r) {
			n++
		}
	}
	return n
}

// loose is true of what is unknown and names no division either.
func loose(k token) bool { return k.kind == tokenUnknown && k.other == otherNone }

// gathered joins runs of what is unknown and writes down what each token said.
func gathered(t *text, in []token) []token {
	var out []token
	for _, k := range in {
		if n := len(out); loose(k) && n > 0 && loose(out[n-1]) {
			out[n-1].to = k.to
			continue
		}
		out = append(out, k)
	}
	out = out[:min(len(out), maxTokens)]
	for i := range out {
		out[i].text = t.cut(out[i].from, out[i].to)
	}
	return out
}
