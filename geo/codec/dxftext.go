package codec

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// leastLine is the shortest line, in characters, that is a text of its own: 第一 goes with the 网格 below it.
const leastLine = 3

// dxfLines are the lines of an unformatted MTEXT of several, the words of each parted by single blanks; nil where it has one.
func dxfLines(text string) (out []string) {
	short := ""
	for line := range strings.Lines(text) {
		if line = oneLine(short + line); line == "" {
			continue
		}
		if short = ""; utf8.RuneCountInString(line) < leastLine && !likeCode.MatchString(line) {
			short = line + "\n"
			continue
		}
		out = append(out, line)
	}
	if short != "" {
		out = append(out, oneLine(short))
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

// dxfUnformatted takes the codes of formatting out of the text of a TEXT or MTEXT (many): \P is the end of a line,
// \~ a blank, fonts, heights, colours and braces go, \U+4E00 and \M+5D6D0 are characters.
func dxfUnformatted(text string, many bool) string {
	var b strings.Builder
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c == '%' && strings.HasPrefix(text[i:], "%%"):
			i += dxfPercent(&b, text[i:])
		case c == '^' && i+1 < len(text):
			if b.WriteByte(' '); text[i+1] == 'J' { // characters of control: ^I is a tab, ^J the end of a line
				b.WriteByte('\n')
			}
			i += 2
		case c == '\\':
			i += dxfEscape(&b, text[i:], many)
		case many && (c == '{' || c == '}'):
			i++
		default:
			b.WriteByte(c)
			i++
		}
	}
	return strings.ToValidUTF8(b.String(), "")
}

// oneLine joins the lines of a text by a blank, but none between two Chinese characters.
func oneLine(text string) string {
	out := ""
	for line := range strings.Lines(text) {
		line = strings.Join(strings.Fields(line), " ")
		last, _ := utf8.DecodeLastRuneInString(out)
		first, _ := utf8.DecodeRuneInString(line)
		if out != "" && line != "" && !(unicode.Is(unicode.Han, last) && unicode.Is(unicode.Han, first)) {
			out += " "
		}
		out += line
	}
	return out
}

// dxfPercent reads a code of TEXT that begins with %%; it gives the bytes read.
func dxfPercent(b *strings.Builder, text string) int {
	if len(text) < 3 {
		b.WriteString(text)
		return len(text)
	}
	switch text[2] {
	case 'u', 'U', 'o', 'O', 'k', 'K': // lines under, over and through
	case 'd', 'D':
		b.WriteRune('°')
	case 'p', 'P':
		b.WriteRune('±')
	case 'c', 'C':
		b.WriteRune('⌀')
	case '%':
		b.WriteByte('%')
	default:
		if n, err := strconv.ParseUint(text[2:min(5, len(text))], 10, 8); err == nil && len(text) >= 5 && n >= 32 && n < 127 {
			b.WriteByte(byte(n))
			return 5
		}
		b.WriteString("%%")
		return 2
	}
	return 3
}

// dxfEscape reads an escape that begins with a backslash; it gives the bytes read.
func dxfEscape(b *strings.Builder, text string, many bool) int {
	if r, n := dxfCharacter(text); n > 0 {
		b.WriteRune(r)
		return n
	}
	if !many || len(text) < 2 {
		b.WriteByte('\\')
		return 1
	}
	switch text[1] {
	case 'P', 'n', 'N', 'X':
		b.WriteByte('\n')
		return 2
	case '~':
		b.WriteByte(' ')
		return 2
	case '\\', '{', '}':
		b.WriteByte(text[1])
		return 2
	case 'L', 'l', 'O', 'o', 'K', 'k':
		return 2
	case 'S': // a fraction: a^b;
		end := strings.IndexByte(text, ';')
		if end < 0 {
			return 2
		}
		b.WriteString(strings.NewReplacer("^", "/", "#", "/").Replace(text[2:end]))
		return end + 1
	case 'A', 'C', 'c', 'F', 'f', 'H', 'Q', 'T', 'W', 'p':
		if end := strings.IndexByte(text, ';'); end >= 0 {
			return end + 1
		}
	}
	return 2
}

// dxfCharacter reads \U+4E00, or \M+5D6D0: a code page (5 is GBK, 2 is Big5) and two bytes.
func dxfCharacter(text string) (rune, int) {
	switch {
	case len(text) >= 7 && (strings.HasPrefix(text, `\U+`) || strings.HasPrefix(text, `\u+`)):
		n, err := strconv.ParseUint(text[3:7], 16, 16)
		if err == nil && n >= 32 && utf8.ValidRune(rune(n)) {
			return rune(n), 7
		}
	case len(text) >= 8 && strings.HasPrefix(text, `\M+`):
		page := map[byte]string{'5': "GBK", '2': "Big5", '1': "Shift_JIS", '3': "EUC-KR"}[text[3]]
		n, err := strconv.ParseUint(text[4:8], 16, 16)
		if page == "" || err != nil {
			return 0, 0
		}
		c, err := charsetOf(page)
		if err != nil {
			return 0, 0
		}
		s, ok := c.decode([]byte{byte(n >> 8), byte(n)})
		if r, size := utf8.DecodeRuneInString(s); ok && size == len(s) && r >= 32 {
			return r, 8
		}
	}
	return 0, 0
}
