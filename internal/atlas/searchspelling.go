package atlas

import "slices"

// minSpelt is how many letters a word needs before a slip of the finger is forgiven.
const minSpelt = 5

// maxRight bounds how many ways to put a question right are tried.
const maxRight = 4

// spellings are the Latin words of the city: those of English names, and the pinyin of the
// first two characters of names.
type spellings struct {
	words []string
	// short leads from the hash of a word, whole or with one letter left out, to the words.
	// Two words that are one slip apart share one of these.
	short map[uint32][]int32
}

func newSpellings(x *searchIndex) spellings {
	t := spellings{short: map[uint32][]int32{}}
	seen := map[string]bool{}
	add := func(w string) {
		if len(w) < minSpelt-1 || len(w) > 24 || seen[w] {
			return
		}
		seen[w] = true
		for _, h := range shortened(w) {
			t.short[h] = append(t.short[h], int32(len(t.words)))
		}
		t.words = append(t.words, w)
	}
	for i := range x.words {
		if x.entries[x.words[i].entry].rank >= rankAddress {
			break // words stand in the order of rank: only buildings follow
		}
		x.latinWords(i, add)
	}
	return t
}

// latinWords gives the Latin words of a text, and its first two characters in pinyin.
func (x *searchIndex) latinWords(word int, add func(string)) {
	text := x.text(word)
	if len(text) > 1 {
		a, b := x.symbols.list[text[0]].readings, x.symbols.list[text[1]].readings
		if len(a) > 0 && len(b) > 0 {
			add(a[0] + b[0])
		}
	}
	var run []byte
	for i := 0; i <= len(text); i++ {
		if i < len(text) && latin(x.symbols.list[text[i]].rune) {
			run = append(run, byte(x.symbols.list[text[i]].rune))
			continue
		}
		if len(run) > 0 {
			add(string(run))
		}
		run = run[:0]
	}
}

// shortened are the hashes of a word and of the word without each of its letters.
func shortened(w string) []uint32 {
	out := []uint32{hash(w, -1)}
	for i := range w {
		if h := hash(w, i); !slices.Contains(out, h) {
			out = append(out, h)
		}
	}
	return out
}

// hash is FNV-1a of a word without the letter at a place.
func hash(w string, without int) uint32 {
	h := uint32(2166136261)
	for i := range len(w) {
		if i != without {
			h = (h ^ uint32(w[i])) * 16777619
		}
	}
	return h
}

// near gives the question with one of its Latin words put right, in each way there is.
func (t *spellings) near(words [][]rune) [][][]rune {
	var out [][][]rune
	for i, w := range words {
		if len(w) < minSpelt || t.knows(string(w)) || slices.ContainsFunc(w, func(r rune) bool { return !latin(r) }) {
			continue
		}
		for _, right := range t.oneSlip(string(w)) {
			if len(out) == maxRight {
				return out
			}
			fixed := slices.Clone(words)
			fixed[i] = []rune(right)
			out = append(out, fixed)
		}
	}
	return out
}

func (t *spellings) knows(w string) bool {
	return slices.ContainsFunc(t.short[hash(w, -1)], func(i int32) bool { return t.words[i] == w })
}

// oneSlip are the known words that are one slip away, in alphabetical order.
func (t *spellings) oneSlip(w string) []string {
	var out []string
	for _, h := range shortened(w) {
		for _, i := range t.short[h] {
			if right := t.words[i]; right != w && oneSlip(w, right) && !slices.Contains(out, right) {
				out = append(out, right)
			}
		}
	}
	slices.Sort(out)
	return out
}

// oneSlip is true when a letter was left out, added, changed, or two were swapped.
func oneSlip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := shared(a, b)
	if len(a) < len(b) {
		return len(a)+1 == len(b) && a[i:] == b[i+1:]
	}
	if i == len(a) {
		return false
	}
	swapped := i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
	return swapped || a[i+1:] == b[i+1:]
}
