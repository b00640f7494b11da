"""The shapes of a line: patterns, and what a line must hold before a costly one of them is tried.

Every pattern is linear in the text: repeats are bounded, and lines are read in part (see `form`).
"""

import re
from string import ascii_uppercase, digits

from flows.lexicon import load

# A line ends with a stop, closing marks and the number of a note aside. END is for lines that end in a number.
STOPS, CLOSING = frozenset(".!?…。！？"), "])\"'”’»*_"
END = re.compile(r"""[.!?…。！？][\])"'”’»*_]*(?:\s?\[?\d{1,3}\]?)?[)"'”’*_»]*$""")
NEXT_SENTENCE = re.compile(r"""[.!?](?<=[a-z0-9%)].)["”’)]*(?:\[\d{1,3}\])?\s+["“‘(]?[A-Z]""")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\.?"
_YEAR = r"(?:19|20)\d\d"
_SEASON = r"(?:spring|summer|autumn|fall|winter)"
DATE = re.compile(
    rf"\b(?:{_MONTH} ?\d{{1,2}}(?:st|nd|rd|th)?(?:,? ?{_YEAR}|,? '\d\d)?|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},? {_YEAR}"
    rf"|{_YEAR}[-/.]\d\d?[-/.]\d\d?(?:t\d\d:\d\d[\d:.]{{0,7}}(?:z|[+-]\d\d:?\d\d)?)?|\d{{1,2}}[./-]\d{{1,2}}[./-]{_YEAR}|\d{{1,2}}/\d{{1,2}}/\d\d"
    rf"|\d{{1,2}}[/-]{_MONTH}[/-](?:{_YEAR}|\d\d)"
    rf"|(?:{_MONTH} ?[/-] ?)?{_MONTH},? {_YEAR}|(?:{_SEASON} ?[/-] ?)?{_SEASON},? {_YEAR})\b"
)
# Words that may stand beside a date on a line that is nothing but a date.
DATE_FILLER = re.compile(
    rf"\b(?:publish(?:ed)?|posted|print|released|updated|original|last|modified|first|created|issued|date|on|at|by|{_DAY}|[ap]\.?m\.?"
    r"|\d{4} (?:utc|[a-z]{2,3}t)|gmt|utc"
    r"|et|pt|ct|[a-z]{2,3}t|noon|local time|\d{1,3} (?:min(?:ute)?|hour|day|week|month)s? ago"
    r"|\d{1,2}(?:[:.]\d\d){0,2}(?:am|pm)?|[+-]\d{1,4})\b|[\W_]+"
)
ISSUE = re.compile(r"^(?:vol(?:ume)?\b|no\.|issue\b|number\b)[\w ,.:()|-]{1,60}$")
AGO = re.compile(
    r"^(?:(?:\d{1,3}|an?|one|two) (?:min|minute|hr|hour|day|week|month|year)s? ago(?: \d{1,4})?|just now"
    r"|(?:today|yesterday) (?:at )?\d[\d:. apm]{0,12})$"
)
TIME_RANGE = re.compile(r"(?<!\d)\d{1,2}(?::\d\d)? ?(?:[ap]\.?m\.?)? ?- ?\d{1,2}(?::\d\d)? ?[ap]\.?m")
CLOCK = re.compile(r"\d[:.]\d\d|\d ?[ap]\.?m\b")
NOTE_NUMBER = re.compile(r"^(?:\[\d{1,3}\]|\d{1,3}[.)]|\d{1,3}(?=[ \t]+[A-Z\"“])|[†‡]|\^)\s*")
SECTION_NUMBER = re.compile(
    r"^(?:\d{1,2}(?:\.\d{1,2}){0,2}[.)]?|[IVX]{1,5}[.)]|[A-H][.)]|(?:Part|Chapter|Section) \w+)\s+\*{0,2}[A-Z]"
)
# The ways to cite, each with what a line must hold for it.
CITATIONS = (
    (("(",), re.compile(r"\((?:accessed |[^()]{0,60}[,:] ?)[^()]{0,30}(?:19|20)\d\d\)")),
    (("accessed",), re.compile(r"\baccessed (?:on )?\w+ \d")),
    (("Ibid", "op. cit", "et al.,"), re.compile(r"\b(?:Ibid|op\. cit|et al\.,)")),
    (("p. ",), re.compile(r"\bpp?\. \d")),
    (
        (", 19", ", 20"),
        re.compile(r"[\"”’],? ?[A-Z][\w ,.&-]{2,60}, (?:[A-Z][a-z]+ \d{1,2}, )?(?:19|20)\d\d\b"),
    ),
)
TAG = re.compile(r"</?[a-z][a-z0-9]{0,9}(?: [^<>]{0,80})?>")
URL = re.compile(r"https?:|www\.|\b[a-z0-9-]{2,40}\.(?:com|org|net|gov|edu|co|info)\b")
EMAIL = re.compile(r"\b[\w.+-]{1,60}@[\w-]{1,60}\.\w")
_AGENCIES = load("label_cues")["agencies"]
_AGENCY = "|".join(map(re.escape, _AGENCIES))
CREDIT_END = re.compile(
    rf"(?:[(/|]|\bvia |\bby [\w.' -]{{3,40}}/)\s?(?:{_AGENCY})\b[\w /.,'&-]{{0,40}}\)?\.?(?: \|)?$"
    r"|Getty Images\)?\.?$|\bAP Photo\b[^.]{0,60}$"
    r"|\((?:Photo|Image|Credit|Photograph|Photos|Courtesy)\b[^()]{2,80}\)\.?$"
    r"|\bPhotographe?r?:? (?:by )?[A-Z]\w+ [^.]{2,60}$"
    r"|\b(?:[Cc]redit|CREDIT|Photo|PHOTO|Image|IMAGE): ?[A-Z][^.:]{1,60}$|[.!?] Photos? by [A-Z][^.:]{1,40}\.?$"
    r"|\[(?:(?:File|Photo|Image|Credit): ?[^\[\]]{2,60}|[A-Z][\w .'-]{2,40}/[A-Z][\w .'-]{1,30})\]$"
    r"|[.”\"] \( ?(?:(?:[Cc]redits?|[Ss]ource|[Pp]hotos?|[Ii]mages?): ?[^()]{2,60}"
    r"|[A-Z][^()/]{1,40}/ ?[A-Z][^()]{1,40}|[a-z0-9-]{2,30}\.(?:com|org|net|gov|edu))\)$"
)
# A credit alone: whose the picture is, after a mark or a word for it; or a name and an agency.
CREDIT_ALONE = re.compile(
    r"(?:©|\([Cc]\)|[Ii]mage copyright) ?(?!(?:19|20)\d\d)[A-Z][^.:]{1,60}$"
    r"|(?:(?:Main|Lead|Featured|Header|Cover) )?(?:[Pp]hotos?|[Ii]mages?|[Pp]ictures?|Photograph|Illustration|Credit)"
    r"(?: [Cc]redits?)?(?: ?:| by) ?©? ?[A-Z][^.:]{1,50}$"
)
NAME_AND_AGENCY = re.compile(
    r"[A-Z][\w'’.-]{0,24}(?: [A-Z][\w'’.-]{0,24}){1,3} ?(?:[/|]|\bvia ) ?(?:[A-Z]\w{2,20}(?: [A-Z]\w{2,20})?/)?"
    rf"(?:{_AGENCY})(?: [A-Z]\w+)?$"
)
NAMES_AND_AGENCY = re.compile(
    rf"[A-Z][\w'’.-]{{0,24}}(?:,? (?:and |& )?[A-Z][\w'’.-]{{0,24}}){{1,12}}, ?(?:{_AGENCY})$"
)
# What a picture shows is dated: a day of the week, a day or a month. And it is seen, not seen as something.
SCENE_DATE = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    rf"|{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH}|{_MONTH},? {_YEAR})\b"
)
SEEN = re.compile(
    r"^[^.!?]{2,90}(?: (?:is|are) (?:seen|pictured|shown|photographed)|, (?:pictured|photographed)|,? seen here)"
    r" (?!as |by |to )"
)
# As agencies date what their pictures show, inside the sentence.
FULL_DATE = re.compile(
    r"(?:,|\w(?<! on)) (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, [A-Z][a-z]{2,8}\.? \d{1,2}, (?:19|20)\d\d\b"
)
# A row of facts: what, and after a colon how much of it.
FACT = re.compile(r"([A-Z][\w’'/& -]{1,30}): +\S")
# A sentence that asks the reader to take out, follow or pay for what the site offers.
ASKS = re.compile(
    r"(?:^|[.!?…”] {1,3})(?:"
    r"(?:Sign up|Subscribe)(?: \w+)? (?:to|for|on|at|here)\b"
    r"|(?:Stay|To stay) (?:up[ -]to[ -]date|updated|informed|connected|on top)\b"
    r"|Interested in [^.!?]{2,60}\?"
    r"|(?:Like|Find|Join|Follow) us on\b|Get (?:\S+ ){1,8}?(?:newsletters?|inbox|e-?mails?|app|alerts)\b"
    r"|Download (?:the|our) [\w ]{0,20}app\b|Support our (?:work|journalism|reporting)\b)"
)
# A question that nobody is asked: no "you" in it, and one sentence.
QUESTION = re.compile(
    r"(?:what|who|whose|how|why|when|where|which|is|are|was|were|do|does|did|don't|doesn't|didn't|can|could|will|would"
    r"|should|has|have)\b(?:(?!\byou)[^.!?])*\?$"
)
# The head of a list of other pieces: which ones, and perhaps of what. And a line that leads to one or more of them.
OTHER_PIECES = re.compile(
    r"(?:(?:the )?(?:most|top|latest|recent|popular|trending|related|recommended|featured|more|other|similar))"
    r"(?: (?:read|popular|viewed|shared|watched|discussed|commented|recent|top))?"
    r"(?: (?:articles?|stories|news|posts?|videos?|headlines|reads|coverage|picks|links|reading))"
    r"(?: (?:in|on|from|about|by) [\w &'-]{2,30})?:?$"
    r"|most (?:read|popular|viewed|shared|watched|discussed|commented)(?: (?:in|on|from) [\w &'-]{2,30})?:?$"
)
LEADS_ON = re.compile(
    r"(?:READ|Read|SEE|See) (?:MORE|More|ALSO|Also)\b:? ?(?=[\"'“‘]?[A-Z0-9])"
    r"|(?:READ|WATCH|LISTEN|RELATED|VIDEO|PHOTOS)(?: MORE)?: |(?:Related|More): ?[\"'“‘]?[A-Z]"
    r"|Read more (?:of|about|on|from|at|in|coverage)\b[^.!?]{2,90}\.?$"
)
COPYRIGHT = re.compile(r"^(?:copyright )?© ?(?:copyright )?(?:19|20)\d\d\b|\ball rights reserved\b")
# Who worked on an article, as agencies print it below: "Reporting by Ann Lee and Tom Weir; Editing by Mary Alder".
WORKED = re.compile(
    r"\(?(?:Additional )?(?:[Rr]eporting|[Ww]riting|[Ee]diting|[Cc]ompiled) by [A-Z][\w.'’-]{1,24} [A-Z][\w.'’-]{1,24}"
    r"(?:[;,)]| in | and |$)"
)
READING_TIME = re.compile(r"\d{1,3}[ -]min(?:ute)?s?(?: read)?$")
# A sentence whose subject is the picture: "This illustration shows a ferry."
BEFORE_A_PICTURE = frozenset({"a", "an", "this"})
OF_A_PICTURE = re.compile(
    r"(?:An? artist['’]s (?:concept|rendering|impression|illustration) of"
    r"|(?:An?|This) (?:[\w'’-]{1,16} ){0,2}?(?:image|photo|photograph|picture|illustration|rendering|screenshot)"
    r" (?:[^.!?]{0,60} )?(?:shows?|showing|depicts|depicting)) [^.!?]{5,150}[.!]?$"
)
CONTRIBUTED = re.compile(
    r"\bcontribut(?:ed|ing) (?:to th(?:is|e) (?:report|article|story|post|piece)|reporting|from)\b[^.]{0,40}\.?$"
)
COMMENT = re.compile(
    r"(?:reply|replies|respond|permalink|log in to (?:reply|leave)|sign in to (?:reply|comment)"
    r"|report(?: abuse| comment)?|like|upvote|flag|quote)(?: \(?\d+\)?)?[.:|]?$"
    r"|reply to [\w .'-]{1,40}$|rating: \d+ votes?$|\d+ (?:likes?|votes?|points?|repl(?:y|ies))$"
    r"|\[? ?(?:\d{1,4}|one|two|three|no|view all|show|see all|all|top rated|post a|leave a|add a|write a|add your"
    r"|join the) ?(?:\d{1,4} )?(?:comments?|repl(?:y|ies)|responses?|thoughts? on|conversation|discussion)\b[^.]{0,60}$"
    r"|[\w .'@_-]{1,40}? (?:says|said|wrote|writes|commented|replied|responded)[:,]?$"
    r"|[^.]{0,50}\b(?:19|20)\d\d,? at \d{1,2}:\d\d(?: ?[ap]\.?m\.?)?(?: \((?:utc|gmt|edit)[^)]{0,8}\))?"
    r"(?: ?(?:[a-z]{3}|said|says|reply|permalink|#))?:?$"
)
# What a line must hold, or begin with, before the costly patterns above are tried.
CAPTION_MARKS = (
    "image caption", "media caption", "image copyright", "media playback", "enlarge this image", "file photo",
)  # fmt: skip
CAPTION_BUTTONS = ("hide caption", "toggle caption")
ROLE_VERBS = (" is ", " was ", " serves as ", " works as ", " has been ")
FIRST_WORDS = frozenset({
    "©", "main", "lead", "header", "cover", "photo", "photos", "photograph", "image", "images", "picture", "pictures",
    "illustration", "credit",
    "the", "most", "top", "latest", "recent", "popular", "trending", "related", "recommended", "featured", "more",
    "other", "similar",
})  # fmt: skip
CREDIT_PARTS = ("(", "/", "|", "via ", "Getty", "Photo", "Credit", "[", "PHOTO", "CREDIT", "Image: ", "IMAGE")
CREDIT_NAMES = (
    *_AGENCIES, "Photo", "PHOTO", "Image", "IMAGE", "redit", "REDIT", "(Courtesy", "]", "ource:", "/", ".com)", ".org)",
    ".net)", ".gov)", ".edu)",
)  # fmt: skip
ADDRESS_PARTS = ("http", "www", ".com", ".org", ".gov", ".net", ".edu")
ROLE_MARKS = (", ", " |", " –", " —", " -")
COMMENT_WORDS = frozenset({
    "reply", "replies", "respond", "permalink", "log", "sign", "report", "like", "likes", "upvote", "flag", "quote",
    "rating", "vote", "votes", "point", "points", "comment", "comments", "response", "responses", "thought", "thoughts",
    "conversation", "discussion", "says", "said", "wrote", "writes", "commented", "replied", "responded", "at",
})  # fmt: skip
PIPES, PIPE_MARKS = (" | ", " » ", " › ", " // "), ("|", "»", "›", "//")
_NAME = r"(?:[A-Z][\w'’.-]{0,24}|de|van|von|der|al|bin|el|la)"
PERSON = re.compile(rf"^[A-Z][\w'’.-]{{0,24}}(?: {_NAME}){{1,3}},?$")
PERSON_AND_ROLE = re.compile(rf"^[A-Z][\w'’.-]{{0,24}}(?: {_NAME}){{1,3}}(?:,| [|–—-]) \*?[A-Z]")
BY = re.compile(
    r"^(?:(?:Written|Posted|Reported|Story|Text|Report|Commentary|Analysis|Essay|Interview|Opinion) )?"
    r"(?:[Bb]y|BY):? [A-Z“][\w'’.-]{0,24}"
)
BIO = re.compile(
    rf"^[*_]{{0,3}}(?:(?:Dr|Prof|Sen|Gen|Adm|Amb)\.? |Professor |Ambassador |[•—–-] ?)?"
    rf"{_NAME}(?: {_NAME}){{0,4}}[*_]{{0,3}},?[^.;]{{0,60}}?"
    r"\b(?:is|was|are|has been|serves as|teaches|writes|works|holds|heads|leads|covers|reports)\b"
)
# Several authors in a row, two words each or more.
_FULL_NAME = rf"[A-Z][\w'’.-]{{0,24}}(?: {_NAME}){{1,3}}"
PERSONS = re.compile(rf"^{_FULL_NAME}(?:, {_FULL_NAME}){{0,6}}(?:,? and | & ){_FULL_NAME}$")
_ROLES = "|".join(load("label_cues")["roles"])
ROLE_WORDS = frozenset(role.split()[-1] for role in load("label_cues")["roles"])
# What somebody is, alone on a line: "Specialist in Asian Affairs".
OFFICE = re.compile(
    rf"^(?:[A-Z][\w'’.&-]{{0,24}} ){{0,3}}(?i:{_ROLES})(?:(?:,| in| of| for| at| on| and) [^.!?]{{2,90}})?$"
)
# Who somebody is: "Ann Lee is a senior fellow at the Harbor Institute."
ROLE = re.compile(
    rf"^[*_]{{0,3}}(?:[•—–-] ?)?(?:[A-Z]\w{{1,12}}\.? )?{_NAME}(?: {_NAME}){{1,4}}[*_]{{0,3}},?(?: [A-Z][\w.]{{1,8}},)?"
    r" (?:is|was|serves as|works as|has been)(?: currently| now| also)? (?:the |an? )?"
    rf"(?:[\w’'.&-]{{1,20}},? ){{0,5}}?(?:{_ROLES})\b"
)
INVITATION = re.compile(r"\b(?:read|see|learn) more\W{0,3}$", re.IGNORECASE)
NUMBERED_FIGURE = re.compile(
    r"(?:figure|fig\.|table|chart|graph|map|exhibit|photo|image|box) \d{1,3}(?:\.\d{1,2})?[a-z]?(?: ?[.:|]| [-–—]|$)"
)
# Columns of a table: three spaces or a tab inside a line, twice.
COLUMNS = re.compile(r"\S(?: {3,8}|\t{1,8})\S.{0,80}?\S(?: {3,8}|\t{1,8})\S")
GAPS = ("   ", "\t")
NUMBERED = frozenset({"figure", "fig", "table", "chart", "graph", "map", "exhibit", "photo", "image", "box"})
TWEET = re.compile(r"[—–-] [^@]{2,60}\(@\w{1,20}\)[ \w,]{0,24}$")
ATTRIBUTED = re.compile(r"""["”’]\s?[-–—,]{0,2}\s?[A-Z][^.!?]{2,100}$""")
DATELINE = re.compile(
    r"(?:[A-Z][A-Z.' -]{2,30}(?:, [A-Z][\w.' ]{1,20})?(?: \([A-Z][^()]{1,40}\))? ?[—–»•-]|\([A-Z]{2,8}\) )"
)
DIALOGUE = re.compile(r"(?:[QA](?:[:.]\s|\s{2,})|[A-Z][A-Z.'’ -]{2,40}:\s)")
# What a line may open with, by the characters that it then begins with.
_OPENINGS = (
    ("section number", f"{digits}IVXABCDEFGHPCS", SECTION_NUMBER),
    ("dateline", f"{ascii_uppercase}(", DATELINE),
    ("speaker", ascii_uppercase, DIALOGUE),
    ("bullet", "•‣◦▪⦁·►-*–", re.compile(r"[•‣◦▪⦁·►]|[-*–] |-- ")),
    ("numbered note", f"{digits}[†‡^", NOTE_NUMBER),
    ("markdown heading", ">#", re.compile(r"(?:> ?)?#{1,6} ")),
    ("bold", "*_", re.compile(r"\*\*|__")),
    ("italic", "*_", re.compile(r"\*(?![* ])|_(?!_)")),
    ("image markup", "!_▲", re.compile(r"!\[|_?▲")),
    ("comment markup", "<", re.compile(r"<!--")),
    ("opens with markup", "<*_", re.compile(r"(?:\*\*|__)?<[a-z]")),
    ("list mark", "\\(", re.compile(r"\\?\(\w{1,4}\\?\)")),
    ("opens a quotation", '"“‘', re.compile(r'["“‘]')),
)
OPENED_BY = {
    first: tuple((signal, pattern.match) for signal, firsts, pattern in _OPENINGS if first in firsts)
    for first in "".join(firsts for _, firsts, _ in _OPENINGS)
}
SECTION_WORDS = ("Part ", "Chapter ", "Section ")
