"""What a developer would write in an afternoon instead of Shopkeeper, held to the same dialogs and checks.

Both peers follow LangChain's documentation and get the same language model, embeddings and shop: a chain that
retrieves and answers (`rag`), and an agent with tools (`agent`).
"""
