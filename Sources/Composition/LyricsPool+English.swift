extension LyricsPool {
  static let english = LyricsPool(
    titles: [
      Title("Paper Moon Over Main Street"), Title("Midnight Train"), Title("Golden Hour"),
      Title("Café on the Corner", latin: "Cafe on the Corner"), Title("Hold the Line"),
      Title("River of Glass"), Title("Summer Static"), Title("Concrete Garden"),
      Title("Wild Horses Home"), Title("Neon Rain"), Title("Letters to the Sun"),
      Title("Seven Bridges"), Title("Don't Wait Up"), Title("Slow Fire"),
      Title("Echo Park Lights"), Title("Better Weather"), Title("Lighthouse"),
      Title("Borrowed Time"),
    ],
    choruses: [
      Couplet("hold me close until the morning light", "every road is leading me tonight"),
      Couplet("sing it louder so the stars can hear", "all the years between us disappear"),
      Couplet("we are burning brighter than before", "open up your heart and close the door"),
      Couplet("nothing in the world can slow us down", "we will paint our names across the town"),
      Couplet("take my hand and let the city fall", "we were never meant to be so small"),
      Couplet("if you call me I will find a way", "over every ocean, every bay"),
      Couplet("raise your voice and let the thunder know", "we have miles and miles of sky to go"),
      Couplet("I will wait for you beneath the rain", "till the summer finds us here again"),
      Couplet("keep the engine running through the night", "we will never lose without a fight"),
      Couplet("turn it up and let the windows shake", "every promise was a chance to take"),
    ],
    pop: [
      Couplet("I saw you dancing underneath the sign", "your shadow moved a little close to mine"),
      Couplet(
        "we counted every candle on the shore", "and wished for one more summer, nothing more"),
      Couplet("your laughter is the colour of the sea", "it washes every worry out of me"),
      Couplet("the radio is playing our old song", "it took a while to know where I belong"),
      Couplet(
        "I wrote your name in silver on the glass", "and watched the clouds of early April pass"),
      Couplet(
        "a thousand little lights along the way", "are saying all the things I could not say"),
      Couplet(
        "you keep a secret garden in your eyes", "where every sleeping flower learns to rise"),
      Couplet(
        "so leave the door wide open for the spring", "and tell me what the morning birds will sing"
      ),
      Couplet("the moon is hanging low above the street", "and every window hums along the beat"),
    ],
    rock: [
      Couplet("there is thunder in the wires overhead", "and I am driving on the words you said"),
      Couplet(
        "the highway keeps a secret for the brave", "I trade the things I own for those I gave"),
      Couplet(
        "we built a fire out of broken chairs", "and threw our sorrows down the kitchen stairs"),
      Couplet(
        "the mountain does not listen to the rain",
        "I learned to stand and learned to bear the strain"),
      Couplet("give me a guitar and an open field", "a stubborn heart that never learned to yield"),
      Couplet(
        "the sirens wail across the iron bay", "we take the night and give the ghosts the day"),
      Couplet("dust on the dashboard, rust upon the gate", "I never was a man to sit and wait"),
      Couplet("the walls are coming down around the square", "I feel electric hunger in the air"),
      Couplet(
        "my father's coat is heavy with the years", "I wear it through the battle and the cheers"),
    ],
    hipHop: [
      Couplet(
        "I came up from the corner with a notebook and a dream",
        "now the bassline is a river and my words are in the stream"),
      Couplet(
        "mama worked the double shift so I could learn to write",
        "every verse is like a lamp that she left burning in the night"),
      Couplet(
        "they said the door was locked so I learned to build a key",
        "turned the basement to a stage and the silence into me"),
      Couplet(
        "the city never sleeps but it daydreams on the bus",
        "all these stories in the headphones and they all belong to us"),
      Couplet(
        "count it up, count it down, every penny has a past",
        "I was slow to leave the station but I knew that I would last"),
      Couplet(
        "concrete under sneakers and the sky above the wire",
        "my patience is a pencil and my paper is on fire"),
      Couplet(
        "no crown upon my head, only weather and a beat",
        "I can hear the whole parade in the rhythm of my feet"),
      Couplet(
        "if you talk about the struggle better know it by the name",
        "I have seen it at the table and it never looked the same"),
      Couplet(
        "my brother plays the snare on a bucket by the train",
        "every dollar in the case is a drop against the drain"),
      Couplet(
        "the elevator broke so we took the stairs in rhyme",
        "floor after floor, we were counting out the time"),
      Couplet(
        "I keep it honest on the page, keep it humble on the mic",
        "if the lesson is a mountain then the music is the hike"),
      Couplet(
        "yesterday is history, tomorrow is a guess",
        "I put the heavy in the verses and I carry so much less"),
    ])
}
